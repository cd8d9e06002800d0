import { refusals } from '#libs/kernel';

export const refuseStorage = refusals({
  'storage.digest-mismatch': 'invalid',
  'storage.too-large': 'invalid',
  'storage.broken-off': 'invalid',
  'storage.no-space': 'unavailable',
  'storage.not-found': 'not-found',
  'storage.unavailable': 'unavailable',
  'storage.unusable-url': 'invalid',
  'storage.secret-destroyed': 'conflict',
  'storage.secret-broken': 'conflict',
});
