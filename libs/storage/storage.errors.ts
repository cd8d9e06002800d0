import { refusals, type Refused } from '#libs/kernel';

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

export const tooLarge = (limitBytes: number): Refused =>
  refuseStorage('storage.too-large', `More than ${limitBytes} bytes.`, { facts: { limitBytes } });

export const digestMismatch = (sha256: string): Refused =>
  refuseStorage('storage.digest-mismatch', 'The bytes have another digest than was announced.', { facts: { sha256 } });
