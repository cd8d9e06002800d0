import { refusals } from '#libs/kernel';

export const refuseNotification = refusals({
  'notification.not-found': 'not-found',
});
