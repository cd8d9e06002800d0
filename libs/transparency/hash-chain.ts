import { ok, sha256, type Result } from '#libs/kernel';
import { refuseProof } from './transparency.errors';

/** What stands before the first link: 32 zero bytes. */
export const CHAIN_START: Buffer = Buffer.alloc(32);

/** One row of a chain: the bytes that were hashed, as they were stored, and the 32-byte hash written beside them. */
export interface ChainLink {
  readonly body: Uint8Array;
  readonly hash: Uint8Array;
}

/** How far a chain holds: the number of its links and the hash of the last, `CHAIN_START` before any. */
export interface ChainHead {
  readonly length: number;
  readonly hash: Buffer;
}

export const EMPTY_CHAIN: ChainHead = { length: 0, hash: CHAIN_START };

/**
 * SHA-256(previous || SHA-256(body)). The body is hashed first so that both parts have a fixed length and no byte can pass from one to
 * the other, and so that a body may be deleted and its digest kept.
 */
export const linkHash = (previous: Uint8Array, body: Uint8Array): Buffer => {
  if (previous.length !== 32) throw new RangeError('a link follows a hash of 32 bytes');
  return sha256(Buffer.concat([previous, sha256(body)]));
};

/** One step of a verification: the head after `link`. Refuses `chain.broken`, naming the link by its number from 0. */
export const followLink = (head: ChainHead, link: ChainLink): Result<ChainHead> => {
  const hash = linkHash(head.hash, link.body);
  if (hash.equals(link.hash)) return ok({ length: head.length + 1, hash });
  return refuseProof('chain.broken', `link ${head.length} does not follow from the one before it`, {
    facts: { link: head.length, expected: hash.toString('hex'), found: Buffer.from(link.hash).toString('hex') },
  });
};

/**
 * Follows links from `start` on and names the first that is broken (`chain.broken`). That the end was not cut off shows only against
 * a head known from elsewhere, such as a published one: give it as `end`, and another end is refused with `chain.wrong-head`.
 */
export const verifyChain = (links: Iterable<ChainLink>, start: ChainHead = EMPTY_CHAIN, end?: ChainHead): Result<ChainHead> => {
  let head = start;
  for (const link of links) {
    const next = followLink(head, link);
    if (!next.ok) return next;
    head = next.value;
  }
  return endsAt(head, end);
};

/** `verifyChain` over links that are read as they are needed. */
export const verifyChainStream = async (
  links: AsyncIterable<ChainLink>,
  start: ChainHead = EMPTY_CHAIN,
  end?: ChainHead,
): Promise<Result<ChainHead>> => {
  let head = start;
  for await (const link of links) {
    const next = followLink(head, link);
    if (!next.ok) return next;
    head = next.value;
  }
  return endsAt(head, end);
};

function endsAt(head: ChainHead, end: ChainHead | undefined): Result<ChainHead> {
  if (end === undefined || (end.length === head.length && end.hash.equals(head.hash))) return ok(head);
  return refuseProof('chain.wrong-head', 'the chain does not end where it should', {
    facts: { length: head.length, expectedLength: end.length, head: head.hash.toString('hex'), expectedHead: end.hash.toString('hex') },
  });
}
