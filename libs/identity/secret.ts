import { randomBytes } from 'node:crypto';
import { sha256 } from '#libs/kernel';

const BYTES = 32;

/** A secret that is shown to its holder once, and the hash that is kept. */
export interface FreshSecret {
  readonly text: string;
  readonly hash: Buffer;
}

/**
 * 256 random bits in base64url behind a prefix. Kept as plain SHA-256: a password needs a slow hash because it can be guessed,
 * 256 random bits can't, and this hash is looked up on every request.
 */
export const newSecret = (prefix: string): FreshSecret => {
  const text = prefix + randomBytes(BYTES).toString('base64url');
  return { text, hash: sha256(text) };
};

/** The hash to look a secret up by, or null where the text can't be one: neither too short to be random nor long enough to cost. */
export const hashOfSecret = (prefix: string, text: string): Buffer | null =>
  text.startsWith(prefix) && /^[\w-]{43}$/.test(text.slice(prefix.length)) ? sha256(text) : null;
