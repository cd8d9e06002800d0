import { ok, sha256, type Refused, type Result } from '#libs/kernel';
import { type KeyRing, type SignatureAlgorithm, type Signer, type Verifier } from './signing';
import { refuseProof } from './transparency.errors';

/** The byte that stands for an algorithm in a key's hash (c2sp.org/signed-note, "signature types"). */
const NOTE_TYPES: Record<SignatureAlgorithm, number> = { Ed25519: 0x01 };

const KEY_NAME = /^[^\s+]{1,200}$/u;
const SIGNATURE_LINE = /^— ([^\s+]{1,200}) ([A-Za-z0-9+/]{1,1000}={0,2})$/u;
const SIGNATURE_LIMIT = 16;

/**
 * Signs text as a note (c2sp.org/signed-note): the text, an empty line, a line a signature. Text ends in a newline and has no control
 * characters but newlines; `name` is the log's own, without blanks or plus signs. Throws RangeError otherwise.
 */
export const signNote = async (text: string, name: string, signer: Signer): Promise<string> => {
  if (!isNoteText(text)) throw new RangeError('not the text of a note');
  if (!KEY_NAME.test(name)) throw new RangeError('not the name of a key');
  const signature = Buffer.concat([keyHash(name, signer), await signer.sign(Buffer.from(text, 'utf8'))]);
  return `${text}\n— ${name} ${signature.toString('base64')}\n`;
};

/** The text and the key that signed it under this name. Signatures by other names and keys are passed over, as the specification has it. */
export interface OpenedNote {
  readonly text: string;
  readonly keyId: string;
}

/** Refuses `signature.malformed`, `signature.unknown-key`, `signature.wrong`. */
export const openNote = (note: string, name: string, keys: KeyRing): Result<OpenedNote> => {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2).split('\n');
  if (end < 0 || lines.pop() !== '' || lines.length > SIGNATURE_LIMIT || !isNoteText(text)) return malformed();
  const matches = lines.map((line) => SIGNATURE_LINE.exec(line));
  if (matches.length === 0 || matches.includes(null)) return malformed();
  for (const match of matches) {
    const [, signedAs, encoded = ''] = match ?? [];
    const bytes = Buffer.from(encoded, 'base64');
    const key = signedAs === name ? keys.find((candidate) => keyHash(name, candidate).equals(bytes.subarray(0, 4))) : undefined;
    if (key === undefined) continue;
    if (key.verify(Buffer.from(text, 'utf8'), bytes.subarray(4))) return ok({ text, keyId: key.keyId });
    return refuseProof('signature.wrong', 'the signature is not of this note', { facts: { keyId: key.keyId } });
  }
  return refuseProof('signature.unknown-key', 'the note is not signed by a key that is trusted here', { facts: { name } });
};

/** The key as other programs for notes take it: `<name>+<hash>+<type and key>`. */
export const noteKeyOf = (name: string, key: Pick<Verifier, 'algorithm' | 'publicKey'>): string =>
  `${name}+${keyHash(name, key).toString('hex')}+${typedKey(key).toString('base64')}`;

/** The first 4 bytes of SHA-256(name || newline || type || key). */
function keyHash(name: string, key: Pick<Verifier, 'algorithm' | 'publicKey'>): Buffer {
  return sha256(Buffer.concat([Buffer.from(`${name}\n`, 'utf8'), typedKey(key)])).subarray(0, 4);
}

function typedKey({ algorithm, publicKey }: Pick<Verifier, 'algorithm' | 'publicKey'>): Buffer {
  return Buffer.concat([Buffer.of(NOTE_TYPES[algorithm]), publicKey]);
}

function isNoteText(text: string): boolean {
  return text.endsWith('\n') && !/[^\P{Cc}\n]|\p{Surrogate}/u.test(text);
}

const malformed = (): Refused => refuseProof('signature.malformed', 'not a signed note');
