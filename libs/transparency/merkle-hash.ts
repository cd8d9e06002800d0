import { sha256 } from '#libs/kernel';

const LEAF = Buffer.of(0x00);
const NODE = Buffer.of(0x01);

/** SHA-256(0x00 || entry), RFC 6962, 2.1. The prefixes keep a node from being shown as a leaf. */
export const leafHash = (entry: Uint8Array): Buffer => sha256(Buffer.concat([LEAF, entry]));

/** SHA-256(0x01 || left || right), RFC 6962, 2.1. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.concat([NODE, left, right]));

/** The root of the tree without leaves: the hash of nothing. */
export const EMPTY_ROOT: Buffer = sha256('');

/** One hash of subtrees that stand side by side, largest first: each joins with all that is right of it. */
export const foldSubtrees = (hashes: readonly Buffer[]): Buffer =>
  hashes.length === 0 ? EMPTY_ROOT : hashes.reduceRight((right, left) => nodeHash(left, right));
