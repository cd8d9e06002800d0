import { ok, type Result } from '#libs/kernel';
import { refuseIdentity } from './identity.errors';

/** Enough to catch a slip; whether an address works is proved by the invitation that was sent to it (RFC 5321 limits: 64 @ 255). */
const FORM = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,189}\.[^\s@<>()[\]\\,;:".]{2,63}$/;

/** One account an address: the address in lower case and NFKC. Refuses `identity.email-form`. */
export const parseEmail = (text: string): Result<string> => {
  const email = text.normalize('NFKC').trim().toLowerCase();
  return FORM.test(email) ? ok(email) : refuseIdentity('identity.email-form', 'This is not an e-mail address.', { field: 'email' });
};

/** A name of a person or an organisation. Refuses `identity.name-form`: nothing left, too long, or control characters. */
export const parseName = (text: string, limit: number): Result<string> => {
  const name = text.normalize('NFC').trim();
  return name !== '' && [...name].length <= limit && !/\p{Cc}|\p{Cf}/u.test(name)
    ? ok(name)
    : refuseIdentity('identity.name-form', `A name has 1 to ${limit} characters.`, { field: 'name' });
};
