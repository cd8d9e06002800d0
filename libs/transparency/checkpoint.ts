import { ok, type Result } from '#libs/kernel';
import { type TreeHead } from './merkle-verification';
import { openNote, signNote } from './signed-note';
import { type KeyRing, type Signer } from './signing';
import { refuseProof } from './transparency.errors';

/**
 * What a log says of itself at one moment (c2sp.org/tlog-checkpoint). `origin` names the log without a scheme, e.g.
 * `exchange.example/certificates`; `extensions` are further signed lines, such as `SIMULATION`.
 */
export interface Checkpoint extends TreeHead {
  readonly origin: string;
  readonly extensions: readonly string[];
}

export interface OpenedCheckpoint extends Checkpoint {
  readonly keyId: string;
}

const LINE = /^[^\n]+$/;
const SIZE = /^(?:0|[1-9][0-9]{0,15})$/;

/** The checkpoint as a note signed under the log's origin. Throws RangeError for an origin or extension that is no line of a note. */
export const signCheckpoint = async (checkpoint: Checkpoint, signer: Signer): Promise<string> => {
  const { origin, size, root, extensions } = checkpoint;
  const lines = [origin, String(size), root.toString('base64'), ...extensions];
  if (!SIZE.test(String(size)) || root.length !== 32 || !lines.every((line) => LINE.test(line))) throw new RangeError('not a checkpoint');
  return signNote(lines.map((line) => `${line}\n`).join(''), origin, signer);
};

/**
 * The checkpoint of the log named `origin`, signed by a key of the ring. Refuses `signature.malformed`, `signature.unknown-key`,
 * `signature.wrong`, `checkpoint.wrong-origin`, `checkpoint.malformed`.
 */
export const openCheckpoint = (note: string, origin: string, keys: KeyRing): Result<OpenedCheckpoint> => {
  const opened = openNote(note, origin, keys);
  if (!opened.ok) return opened;
  const { text, keyId } = opened.value;
  const [named, size = '', encoded = '', ...extensions] = text.slice(0, -1).split('\n');
  if (named !== origin) return refuseProof('checkpoint.wrong-origin', 'the checkpoint is of another log', { facts: { expected: origin } });
  const root = Buffer.from(encoded, 'base64');
  const fits = SIZE.test(size) && Number.isSafeInteger(Number(size)) && root.length === 32 && root.toString('base64') === encoded;
  if (!fits || !extensions.every((line) => LINE.test(line))) return refuseProof('checkpoint.malformed', 'not the text of a checkpoint');
  return ok({ origin, size: Number(size), root, extensions, keyId });
};
