import { ok, type Result } from '#libs/kernel';
import { foldSubtrees, nodeHash } from './merkle-hash';
import { type MerkleNode } from './merkle-proof';
import { refuseProof } from './transparency.errors';

/**
 * All that a growing log has to keep in order to go on: how many leaves it has, and the hashes of the complete subtrees that they make,
 * largest first — one for each 1 in the binary form of `size`, so at most 53 of 32 bytes.
 */
export interface TreeState {
  readonly size: number;
  readonly subtrees: readonly Buffer[];
}

export interface Appended {
  readonly state: TreeState;
  /** The leaf and each node that it completed, to be stored: proofs are read from them. Never written again afterwards. */
  readonly completed: readonly MerkleNode[];
}

export const EMPTY_TREE: TreeState = { size: 0, subtrees: [] };

/** The tree with one leaf more, by its leaf hash (`leafHash(entry)`). */
export const appendLeaf = (state: TreeState, leaf: Buffer): Appended => {
  if (leaf.length !== 32) throw new RangeError('a leaf hash has 32 bytes');
  const subtrees = [...state.subtrees];
  const completed: MerkleNode[] = [{ level: 0, index: state.size, hash: leaf }];
  let [hash, index] = [leaf, state.size];
  // Each 1 at the end of the old size is a complete subtree that the new leaf completes to the next larger, as in a carry.
  for (let level = 1; index % 2 === 1; level += 1) {
    index = (index - 1) / 2;
    hash = nodeHash(subtrees.pop() as Buffer, hash);
    completed.push({ level, index, hash });
  }
  return { state: { size: state.size + 1, subtrees: [...subtrees, hash] }, completed };
};

/** The Merkle tree hash, RFC 6962, 2.1. */
export const rootOf = (state: TreeState): Buffer => foldSubtrees(state.subtrees);

/** The state as bytes: the size as 8 bytes, big end first, then the subtrees. */
export const packTree = (state: TreeState): Buffer => {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(state.size));
  return Buffer.concat([size, ...state.subtrees]);
};

/** Refuses `merkle.malformed-state`. */
export const unpackTree = (bytes: Buffer): Result<TreeState> => {
  const size = bytes.length >= 8 ? Number(bytes.readBigUInt64BE()) : Number.NaN;
  const subtrees = Number.isSafeInteger(size) ? ones(size) : Number.NaN;
  if (bytes.length !== 8 + 32 * subtrees) return refuseProof('merkle.malformed-state', 'these bytes are not the state of a tree');
  const at = (index: number) => Buffer.from(bytes.subarray(8 + 32 * index, 40 + 32 * index));
  return ok({ size, subtrees: Array.from({ length: subtrees }, (_, index) => at(index)) });
};

function ones(value: number): number {
  return value.toString(2).replaceAll('0', '').length;
}
