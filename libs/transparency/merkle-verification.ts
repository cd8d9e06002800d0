import { ok, type Refused, type Result } from '#libs/kernel';
import { EMPTY_ROOT, nodeHash } from './merkle-hash';
import { refuseProof } from './transparency.errors';

/** What a checkpoint says of a log: so many leaves, this root (32 bytes). */
export interface TreeHead {
  readonly size: number;
  readonly root: Buffer;
}

/**
 * Whether `leaf` (a leaf hash) is leaf `index` of the tree that `head` describes: RFC 9162, 2.1.3.2, whose trees are those of RFC 6962.
 * Refuses `merkle.malformed-proof` (no such leaf, too few or too many hashes, a hash not of 32 bytes), `merkle.wrong-root`.
 */
export const verifyInclusion = (leaf: Buffer, index: number, proof: readonly Buffer[], head: TreeHead): Result<true> => {
  if (!isIndex(index) || !isIndex(head.size) || index >= head.size) return malformed('there is no such leaf');
  if (![leaf, ...proof].every(isHash)) return malformed('a hash has 32 bytes');
  let [node, last, root] = [index, head.size - 1, leaf];
  for (const hash of proof) {
    if (last === 0) return malformed('the proof is too long');
    if (node % 2 === 1 || node === last) {
      root = nodeHash(hash, root);
      [node, last] = toRightSibling(node, last);
    } else {
      root = nodeHash(root, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? sameRoot(root, head) : malformed('the proof is too short');
};

/**
 * Whether the log `to` begins with the log `from` (RFC 9162, 2.1.4.2). Every log begins with the empty one.
 * Refuses `merkle.malformed-proof`, `merkle.wrong-root`.
 */
export const verifyConsistency = (from: TreeHead, to: TreeHead, proof: readonly Buffer[]): Result<true> => {
  if (!isIndex(from.size) || !isIndex(to.size) || from.size > to.size) return malformed('a log does not shrink');
  if (!proof.every(isHash)) return malformed('a hash has 32 bytes');
  if (from.size === 0 || from.size === to.size) {
    if (proof.length > 0) return malformed('nothing is to be proved');
    return sameRoot(from.size === 0 ? EMPTY_ROOT : to.root, from);
  }
  // The root of a complete earlier tree is the first node of the path and is not sent.
  const hashes = isPowerOfTwo(from.size) ? [from.root, ...proof] : proof;
  const roots = climb(hashes, from.size - 1, to.size - 1);
  if (!roots.ok) return roots;
  const earlier = sameRoot(roots.value.earlier, from);
  return earlier.ok ? sameRoot(roots.value.later, to) : earlier;
};

function climb(hashes: readonly Buffer[], earlierLast: number, laterLast: number): Result<{ earlier: Buffer; later: Buffer }> {
  const [first, ...rest] = hashes;
  if (first === undefined) return malformed('the proof is too short');
  let [node, last] = [earlierLast, laterLast];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let [earlier, later] = [first, first];
  for (const hash of rest) {
    if (last === 0) return malformed('the proof is too long');
    if (node % 2 === 1 || node === last) {
      [earlier, later] = [nodeHash(hash, earlier), nodeHash(hash, later)];
      [node, last] = toRightSibling(node, last);
    } else {
      later = nodeHash(later, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? ok({ earlier, later }) : malformed('the proof is too short');
}

/** Climbs past the levels at which the node stands alone at the right edge, up to where it is a right child or the root. */
function toRightSibling(node: number, last: number): [number, number] {
  while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
  return [node, last];
}

function sameRoot(root: Buffer, head: TreeHead): Result<true> {
  if (root.equals(head.root)) return ok(true);
  return refuseProof('merkle.wrong-root', `the proof does not lead to the root of the log of ${head.size}`, {
    facts: { size: head.size, root: head.root.toString('hex'), reached: root.toString('hex') },
  });
}

const malformed = (why: string): Refused => refuseProof('merkle.malformed-proof', why);
const half = (value: number): number => Math.floor(value / 2);
const isIndex = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isHash = (hash: Buffer): boolean => hash.length === 32;

function isPowerOfTwo(size: number): boolean {
  return (BigInt(size) & (BigInt(size) - 1n)) === 0n;
}
