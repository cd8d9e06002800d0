import { refusals } from '#libs/kernel';

export const refuseTerms = refusals({
  'terms.malformed': 'invalid',
  'terms.not-permitted': 'forbidden',
});
