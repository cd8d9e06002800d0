import { allOk, ok, type Refused, type Result } from '#libs/kernel';
import { openCheckpoint, type OpenedCheckpoint } from './checkpoint';
import { leafHash } from './merkle-hash';
import { verifyInclusion } from './merkle-verification';
import { type KeyRing } from './signing';
import { refuseProof } from './transparency.errors';

/** Proof that an entry is in a log, complete in itself and plain JSON: kept beside a certificate, it verifies without the exchange. */
export interface LogReceipt {
  /** The entry's place in the log, from 0. */
  readonly index: number;
  /** The hashes of the inclusion proof, each as 64 hexadecimal digits. */
  readonly proof: readonly string[];
  /** The signed checkpoint that the proof leads to. */
  readonly checkpoint: string;
}

const HASH = /^[0-9a-f]{64}$/;
const PROOF_LIMIT = 53; // a log holds fewer than 2^53 entries

/** Throws RangeError for a proof too long or hashes not of 32 bytes: they do not come from this library. */
export const logReceipt = (index: number, proof: readonly Buffer[], checkpoint: string): LogReceipt => {
  if (proof.length > PROOF_LIMIT || proof.some((hash) => hash.length !== 32)) throw new RangeError('not an inclusion proof');
  return { index, proof: proof.map((hash) => hash.toString('hex')), checkpoint };
};

/**
 * Whether the entry is in the log named `origin`, by a receipt from anywhere; returns the checkpoint that it stands under.
 * Refuses `receipt.malformed`, and whatever `openCheckpoint` and `verifyInclusion` refuse.
 */
export const verifyReceipt = (entry: Uint8Array, receipt: unknown, origin: string, keys: KeyRing): Result<OpenedCheckpoint> => {
  const read = readReceipt(receipt);
  if (!read.ok) return read;
  const checkpoint = openCheckpoint(read.value.checkpoint, origin, keys);
  if (!checkpoint.ok) return checkpoint;
  const included = verifyInclusion(leafHash(entry), read.value.index, read.value.hashes, checkpoint.value);
  return included.ok ? checkpoint : included;
};

function readReceipt(receipt: unknown): Result<{ index: number; hashes: Buffer[]; checkpoint: string }> {
  const { index, proof, checkpoint } = (typeof receipt === 'object' && receipt !== null ? receipt : {}) as Partial<
    Record<keyof LogReceipt, unknown>
  >;
  if (typeof index !== 'number' || typeof checkpoint !== 'string' || !Array.isArray(proof) || proof.length > PROOF_LIMIT)
    return malformed();
  const hashes = allOk(proof.map((hash) => (typeof hash === 'string' && HASH.test(hash) ? ok(Buffer.from(hash, 'hex')) : malformed())));
  return hashes.ok ? ok({ index, hashes: hashes.value, checkpoint }) : hashes;
}

const malformed = (): Refused => refuseProof('receipt.malformed', 'not a receipt of a log');
