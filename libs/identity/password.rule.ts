import { ok, type Result } from '#libs/kernel';
import { refuseIdentity } from './identity.errors';

const MIN_CHARACTERS = 12;
/** Bounds what one sign-in can make the server hash. */
const MAX_BYTES = 256;
const MIN_DISTINCT = 5;

/**
 * The password as it is hashed: NFKC, so that the same keys give the same password on every keyboard (NIST SP 800-63B, 3.1.1.2).
 * Length is what counts; rules about kinds of characters are left out as that section asks. Refuses `identity.password-short`,
 * `identity.password-long`, `identity.password-guessable` (few different characters, a run, or the account's own address or name).
 */
export const parsePassword = (text: string, account: { email: string; name: string }): Result<string> => {
  const password = normalizePassword(text);
  if (Buffer.byteLength(password) > MAX_BYTES)
    return refuseIdentity('identity.password-long', `A password has at most ${MAX_BYTES} bytes.`, { field: 'password' });
  if ([...password].length < MIN_CHARACTERS)
    return refuseIdentity('identity.password-short', `A password has at least ${MIN_CHARACTERS} characters.`, { field: 'password' });
  if (isGuessable(password.toLowerCase(), account))
    return refuseIdentity('identity.password-guessable', 'This password is easy to guess.', { field: 'password' });
  return ok(password);
};

export const normalizePassword = (text: string): string => text.normalize('NFKC');

function isGuessable(password: string, account: { email: string; name: string }): boolean {
  const characters = [...password];
  if (new Set(characters).size < MIN_DISTINCT) return true;
  const steps = characters.slice(1).map((character, index) => (character.codePointAt(0) ?? 0) - (characters[index]?.codePointAt(0) ?? 0));
  if (new Set(steps).size === 1) return true;
  const own = [account.email, account.email.split('@')[0] ?? '', account.name].map((text) => text.toLowerCase().trim());
  return own.some((text) => text.length > 3 && password.length - text.length < 6 && password.includes(text));
}
