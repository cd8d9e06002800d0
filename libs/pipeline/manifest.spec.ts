import fc from 'fast-check';
import { orThrow } from '#libs/kernel';
import { manifestText, readManifest } from './manifest';

const sha256 = 'a'.repeat(64);
const head = { assetId: 'asset', datasetVersion: 1, kind: 'sealed' } as const;

describe('a manifest', () => {
  it('is the same text and digest in whatever order its files come', () => {
    const paths = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 20 });
    fc.assert(
      fc.property(paths, fc.infiniteStream(fc.nat()), (unsorted, order) => {
        const files = unsorted.filter((path) => !/\p{Surrogate}/u.test(path)).map((path) => ({ path, bytes: 1, sha256 }));
        const shuffled = files.map((file) => ({ file, at: order.next().value as number })).sort((a, b) => a.at - b.at);
        expect(manifestText({ ...head, files: shuffled.map(({ file }) => file) })).toEqual(manifestText({ ...head, files }));
      }),
    );
  });

  it('has what a file is and nothing else of it, in the order of code units', () => {
    const file = (path: string) => ({ path, bytes: 1, sha256, mediaType: 'application/dicom' });
    const { text } = manifestText({ ...head, files: [file('b'), file('胸'), file('B')] });
    const files = ['B', 'b', '胸'].map((path) => `{"bytes":1,"path":"${path}","sha256":"${sha256}"}`).join(',');
    expect(text).toBe(`{"assetId":"asset","datasetVersion":1,"files":[${files}],"format":"medbourse-manifest/1","kind":"sealed"}`);
  });

  it('is read back by its digest alone', () => {
    const { text, digest } = manifestText({ ...head, files: [{ path: 'a', bytes: 1, sha256 }] });
    expect(orThrow(readManifest(Buffer.from(text), digest)).files).toHaveLength(1);
    expect(readManifest(Buffer.from(`${text} `), digest)).toMatchObject({ ok: false, refusal: { code: 'manifest.not-the-one' } });
  });

  it('throws where two files have one path', () => {
    const file = { path: 'a', bytes: 1, sha256 };
    expect(() => manifestText({ ...head, files: [file, file] })).toThrow('one path');
  });
});
