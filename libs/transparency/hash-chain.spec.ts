import fc from 'fast-check';
import { sha256Hex, type Result } from '#libs/kernel';
import { CHAIN_START, EMPTY_CHAIN, followLink, linkHash, verifyChain, verifyChainStream, type ChainLink } from './hash-chain';

const bodies = fc.array(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  { minLength: 1, maxLength: 30 },
);

describe('a hash chain', () => {
  it('links as SHA-256(previous || SHA-256(body)): computed by other means', () => {
    const first = linkHash(CHAIN_START, Buffer.from('abc'));
    expect(first.toString('hex')).toBe(
      sha256Hex(Buffer.from('00'.repeat(32) + 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'hex')),
    );
    expect(() => linkHash(Buffer.alloc(31), Buffer.alloc(0))).toThrow(RangeError);
  });

  it('holds as it was written, whole or from any link on', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, fc.nat(), async (list, at) => {
        const links = chainOf(list);
        const whole = verifyChain(links);
        expect(whole).toEqual({ ok: true, value: { length: links.length, hash: links.at(-1)?.hash } });
        expect(await verifyChainStream(streamed(links))).toEqual(whole);
        const cut = at % links.length;
        const half = verifyChain(links.slice(0, cut));
        expect(half.ok && verifyChain(links.slice(cut), half.value)).toEqual(whole);
      }),
    );
  });

  it('names the first link that was changed, in body or hash', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, fc.nat(), fc.boolean(), async (list, at, inBody) => {
        const links = chainOf(list);
        const link = at % links.length;
        const { body, hash } = links[link] as ChainLink;
        links[link] = inBody ? { body: Buffer.concat([body, Buffer.of(0)]), hash } : { body, hash: flipped(hash) };
        expect(firstBroken(verifyChain(links))).toBe(link);
        expect(firstBroken(await verifyChainStream(streamed(links)))).toBe(link);
      }),
    );
  });

  it('breaks where links are taken out, exchanged or put in', () => {
    const links = chainOf(['a', 'b', 'c', 'd'].map((text) => Buffer.from(text))) as [ChainLink, ChainLink, ChainLink, ChainLink];
    const [a, b, c, d] = links;
    expect(firstBroken(verifyChain([a, c, d]))).toBe(1);
    expect(firstBroken(verifyChain([a, b, d, c]))).toBe(2);
    expect(firstBroken(verifyChain([b, c, d]))).toBe(0);
    expect(firstBroken(verifyChain([a, b, b, c, d]))).toBe(2);
  });

  it('shows a missing end against a known head alone', () => {
    const links = chainOf(['a', 'b', 'c'].map((text) => Buffer.from(text)));
    const end = { length: 3, hash: links[2]?.hash as Buffer };
    expect(verifyChain(links.slice(0, 2)).ok).toBe(true);
    expect(verifyChain(links, EMPTY_CHAIN, end).ok).toBe(true);
    expect(verifyChain(links.slice(0, 2), EMPTY_CHAIN, end)).toMatchObject({ refusal: { code: 'chain.wrong-head', facts: { length: 2 } } });
    expect(verifyChain(links, EMPTY_CHAIN, { ...end, length: 4 }).ok).toBe(false);
  });
});

function chainOf(list: readonly Buffer[]): ChainLink[] {
  let head = EMPTY_CHAIN;
  return list.map((body) => {
    const link = { body, hash: linkHash(head.hash, body) };
    const next = followLink(head, link);
    if (next.ok) head = next.value;
    return link;
  });
}

async function* streamed(links: readonly ChainLink[]): AsyncGenerator<ChainLink> {
  yield* links;
}

function flipped(hash: Uint8Array): Buffer {
  const changed = Buffer.from(hash);
  changed.writeUInt8(changed.readUInt8(31) ^ 1, 31);
  return changed;
}

const firstBroken = (result: Result<unknown>) =>
  !result.ok && result.refusal.code === 'chain.broken' ? result.refusal.facts?.link : 'none';
