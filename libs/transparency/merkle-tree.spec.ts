import fc from 'fast-check';
import { EMPTY_ROOT, leafHash, nodeHash } from './merkle-hash';
import { planConsistency, planInclusion, proofFrom, type MerklePosition } from './merkle-proof';
import { appendLeaf, EMPTY_TREE, packTree, rootOf, unpackTree, type TreeState } from './merkle-tree';
import { verifyConsistency, verifyInclusion, type TreeHead } from './merkle-verification';

/** The entries and answers that implementations of RFC 6962 test one another with (first in google/certificate-transparency). */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(hex);
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('a tree of RFC 6962', () => {
  it('has the known roots from 0 to 8 leaves', () => {
    const { heads } = grown(ENTRIES);
    expect(heads.map(({ root }) => root.toString('hex'))).toEqual(ROOTS);
  });

  it('gives the known proofs', () => {
    const { read } = grown(ENTRIES);
    const inclusion = (index: number, size: number) => proofFrom(planInclusion(index, size), read).map((hash) => hash.toString('hex'));
    const consistency = (from: number, to: number) => proofFrom(planConsistency(from, to), read).map((hash) => hash.toString('hex'));
    expect(inclusion(0, 1)).toEqual([]);
    expect(inclusion(0, 8)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(inclusion(5, 8)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      ROOTS[4],
    ]);
    expect(inclusion(1, 5)).toEqual([
      ROOTS[1],
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
    expect(consistency(1, 1)).toEqual([]);
    expect(consistency(6, 8)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      ROOTS[4],
    ]);
    expect(consistency(2, 5)).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
  });

  it('has the root that the recursive definition of 2.1 gives', () => {
    fc.assert(fc.property(entries, (list) => expect(grown(list).heads.at(-1)?.root).toEqual(definition(list))));
  });

  it('goes on from its stored state', () => {
    fc.assert(
      fc.property(entries, fc.uint8Array(), (list, next) => {
        const { state } = grown(list);
        const restored = unpackTree(packTree(state));
        expect(restored).toEqual({ ok: true, value: state });
        const leaf = leafHash(next);
        expect(restored.ok && rootOf(appendLeaf(restored.value, leaf).state)).toEqual(rootOf(appendLeaf(state, leaf).state));
      }),
    );
  });

  it('refuses bytes that are no state', () => {
    const bytes = packTree(grown(ENTRIES).state);
    for (const broken of [Buffer.alloc(0), bytes.subarray(1), Buffer.concat([bytes, Buffer.of(0)]), Buffer.alloc(40, 0xff)])
      expect(unpackTree(broken)).toMatchObject({ refusal: { code: 'merkle.malformed-state' } });
  });
});

describe('proofs', () => {
  it('of inclusion hold for every leaf of every size', () => {
    const { heads, read, leaves } = grown(Array.from({ length: 33 }, (_, index) => Buffer.of(index)));
    for (const head of heads)
      for (let index = 0; index < head.size; index += 1) {
        const proof = proofFrom(planInclusion(index, head.size), read);
        expect([index, head.size, verifyInclusion(leaves[index] as Buffer, index, proof, head)]).toEqual([index, head.size, accepted]);
      }
  });

  it('of consistency hold from every size to every later one', () => {
    const { heads, read } = grown(Array.from({ length: 33 }, (_, index) => Buffer.of(index)));
    for (const to of heads)
      for (const from of heads.slice(0, to.size + 1)) {
        const proof = proofFrom(planConsistency(from.size, to.size), read);
        expect([from.size, to.size, verifyConsistency(from, to, proof)]).toEqual([from.size, to.size, accepted]);
      }
  });

  it('of inclusion hold for nothing else: another leaf, place, size, root or hash', () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.nat(), (list, at, where) => {
        const { heads, read, leaves } = grown(list.map((entry, place) => Buffer.concat([Buffer.of(place), entry]))); // no two alike
        const head = heads.at(-1) as TreeHead;
        const index = at % head.size;
        const leaf = leaves[index] as Buffer;
        const proof = proofFrom(planInclusion(index, head.size), read);
        const rejected = (...attempt: Parameters<typeof verifyInclusion>) => expect(verifyInclusion(...attempt).ok).toBe(false);
        rejected(leafHash(Buffer.from('another')), index, proof, head);
        rejected(leaf, index, proof, { ...head, root: leafHash(Buffer.from('another')) });
        rejected(leaf, index, [...proof, leaf], head);
        rejected(leaf, index + head.size, proof, head);
        if (proof.length === 0) return;
        rejected(leaf, index, proof.slice(1), head);
        rejected(leaf, index, proof.with(where % proof.length, leafHash(Buffer.from('another'))), head);
        const sibling = index % 2 === 0 ? index + 1 : index - 1;
        if (sibling < head.size) rejected(leaf, sibling, proof, head);
      }),
    );
  });

  it('of consistency do not hold for a log that was rewritten', () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.nat(), (list, changedAt, cutAt) => {
        const from = 1 + (cutAt % list.length);
        const rewritten = list.with(changedAt % from, Buffer.from('rewritten'));
        const earlier = grown(list).heads[from] as TreeHead;
        const { heads, read } = grown([...rewritten, Buffer.from('more')]);
        const to = heads.at(-1) as TreeHead;
        const proof = proofFrom(planConsistency(from, to.size), read);
        const same = list[changedAt % from]?.equals(Buffer.from('rewritten'));
        expect(verifyConsistency(earlier, to, proof).ok).toBe(same);
        expect(verifyConsistency(heads[from] as TreeHead, to, [...proof, earlier.root]).ok).toBe(false);
      }),
    );
  });

  it('are no longer than the tree is high, though the hashes would lead to the root', () => {
    const [leaf, other] = [leafHash(Buffer.of(1)), leafHash(Buffer.of(2))];
    const lying = { size: 1, root: nodeHash(other, leaf) };
    expect(verifyInclusion(leaf, 0, [other], lying)).toMatchObject({ refusal: { code: 'merkle.malformed-proof' } });
    const [one, two] = [
      { size: 1, root: nodeHash(other, leaf) },
      { size: 2, root: nodeHash(other, nodeHash(leaf, leaf)) },
    ];
    expect(verifyConsistency(one, two, [leaf, other])).toMatchObject({ refusal: { code: 'merkle.malformed-proof' } });
  });

  it('do not shrink, and prove nothing about nothing', () => {
    const { heads } = grown(ENTRIES);
    const [empty, , , three] = heads as [TreeHead, TreeHead, TreeHead, TreeHead];
    expect(verifyConsistency(three, empty, [])).toMatchObject({ refusal: { code: 'merkle.malformed-proof' } });
    expect(verifyConsistency(empty, three, [three.root])).toMatchObject({ refusal: { code: 'merkle.malformed-proof' } });
    expect(verifyConsistency(three, { size: 3, root: EMPTY_ROOT }, [])).toMatchObject({ refusal: { code: 'merkle.wrong-root' } });
    expect(() => planInclusion(3, 3)).toThrow(RangeError);
    expect(() => planConsistency(4, 3)).toThrow(RangeError);
  });

  it('stay short in a log of a billion leaves', () => {
    const positions = planInclusion(123_456_789, 1_000_000_001).flat();
    expect(positions.length).toBeLessThan(60);
    expect(planInclusion(2 ** 40, 2 ** 40 + 1)).toEqual([[{ level: 40, index: 0 }]]);
  });
});

const accepted = { ok: true, value: true };
const entries = fc.array(
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  { minLength: 1, maxLength: 40 },
);

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

interface Grown {
  readonly state: TreeState;
  readonly heads: TreeHead[];
  readonly leaves: Buffer[];
  readonly read: (position: MerklePosition) => Buffer;
}

/** A log as a store would keep it: `heads[n]` after n entries, and every completed node written once. */
function grown(list: readonly Buffer[]): Grown {
  const nodes = new Map<string, Buffer>();
  let state = EMPTY_TREE;
  const heads: TreeHead[] = [{ size: 0, root: rootOf(state) }];
  const leaves = list.map(leafHash);
  for (const leaf of leaves) {
    const appended = appendLeaf(state, leaf);
    for (const { level, index, hash } of appended.completed) {
      expect(nodes.has(`${level}/${index}`)).toBe(false);
      nodes.set(`${level}/${index}`, hash);
    }
    state = appended.state;
    heads.push({ size: state.size, root: rootOf(state) });
  }
  const read = ({ level, index }: MerklePosition) => {
    const hash = nodes.get(`${level}/${index}`);
    if (!hash) throw new Error(`node ${level}/${index} was never completed`);
    return hash;
  };
  return { state, heads, leaves, read };
}

function definition(list: readonly Buffer[]): Buffer {
  if (list.length === 0) return EMPTY_ROOT;
  if (list.length === 1) return leafHash(list[0] as Buffer);
  const split = 2 ** Math.ceil(Math.log2(list.length) - 1);
  return nodeHash(definition(list.slice(0, split)), definition(list.slice(split)));
}
