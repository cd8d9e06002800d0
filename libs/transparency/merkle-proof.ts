import { foldSubtrees } from './merkle-hash';

/** A complete subtree: `level` 0 is a leaf, and the node covers the leaves from `index · 2^level` up to `(index + 1) · 2^level`. */
export interface MerklePosition {
  readonly level: number;
  readonly index: number;
}

export interface MerkleNode extends MerklePosition {
  readonly hash: Buffer;
}

/** For each hash of a proof, the stored nodes that it is folded from: one, or a few where the tree's right edge is ragged. */
export type ProofPlan = readonly (readonly MerklePosition[])[];

/**
 * Which nodes show that leaf `index` is in the tree of `size` leaves (RFC 6962, 2.1.1). Read them — all in one query — and give
 * them to `proofFrom`. Throws RangeError for a leaf that the tree does not have.
 */
export const planInclusion = (index: number, size: number): ProofPlan => {
  if (!isSize(size) || !isSize(index) || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  return path(index, 0, size).map(nodesOf);
};

/**
 * Which nodes show that the tree of `to` leaves begins with the tree of `from` (RFC 6962, 2.1.2). Nothing is needed where they are the
 * same or the earlier is empty. Throws RangeError unless `from` ≤ `to`.
 */
export const planConsistency = (from: number, to: number): ProofPlan => {
  if (!isSize(from) || !isSize(to) || from > to) throw new RangeError(`a tree of ${to} does not begin with ${from} leaves`);
  return from === 0 ? [] : subproof(from, 0, to, true).map(nodesOf);
};

/** The proof's hashes, in the order of RFC 6962. `read` gives the hash that was stored for a node. */
export const proofFrom = (plan: ProofPlan, read: (position: MerklePosition) => Buffer): Buffer[] =>
  plan.map((nodes) => foldSubtrees(nodes.map(read)));

interface Leaves {
  readonly start: number;
  readonly end: number;
}

function path(index: number, start: number, end: number): Leaves[] {
  if (end - start === 1) return [];
  const split = start + largestPowerBelow(end - start);
  return index < split ? [...path(index, start, split), { start: split, end }] : [...path(index, split, end), { start, end: split }];
}

/** `known` while the earlier tree's own root is among what the verifier has and need not be sent. */
function subproof(from: number, start: number, end: number, known: boolean): Leaves[] {
  if (from === end - start) return known ? [] : [{ start, end }];
  const left = largestPowerBelow(end - start);
  const split = start + left;
  return from <= left
    ? [...subproof(from, start, split, known), { start: split, end }]
    : [...subproof(from - left, split, end, false), { start, end: split }];
}

function nodesOf({ start, end }: Leaves): MerklePosition[] {
  const nodes: MerklePosition[] = [];
  for (let at = start; at < end;) {
    const width = largestPowerBelow(end - at + 1);
    nodes.push({ level: Math.log2(width), index: at / width });
    at += width;
  }
  return nodes;
}

/** The largest power of two smaller than `size`, which is 2 or more; by doubling, since bit operations end at 32 bits. */
function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
