import { refusals } from '#libs/kernel';

export const refuseConfiguration = refusals({ 'configuration.invalid': 'invalid' });
