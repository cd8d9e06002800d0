import fc from 'fast-check';
import { orThrow } from '#libs/kernel';
import { manifestText } from '../manifest';
import { searchGovernedManifest } from './manifest-search';

const head = { assetId: 'a', datasetVersion: 1, kind: 'governed' } as const;
const sha256 = 'c'.repeat(64);

async function* cut(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield await Promise.resolve(bytes.subarray(from, from + size));
}
const search = (text: string, digest: string, path: string, size = 64 * 1024) =>
  searchGovernedManifest(cut(text, size), digest, new Set([path]));

describe('searchGovernedManifest', () => {
  it('finds what is there and nothing else, however the manifest is cut', async () => {
    const path = fc.oneof(
      fc.constantFrom('report/quality.json', 'card/x.json'),
      fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }),
    );
    const files = fc.uniqueArray(fc.record({ path, bytes: fc.nat(), sha256: fc.constant(sha256) }), { selector: (file) => file.path });
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 400 }), async (all, size) => {
        const { text, digest } = manifestText({ ...head, files: all });
        const found = orThrow(await search(text, digest, 'report/quality.json', size));
        expect([...found.values()]).toEqual(all.filter((file) => file.path === 'report/quality.json'));
      }),
      { numRuns: 200 },
    );
  });

  it('is not led astray by a path that looks like an entry', async () => {
    const entry = { bytes: 1, path: 'report/quality.json', sha256 };
    const { text, digest } = manifestText({ ...head, files: [{ ...entry, path: JSON.stringify(entry) }] });
    expect(orThrow(await search(text, digest, entry.path)).size).toBe(0);
  });

  it('refuses other bytes, and a manifest of raw data', async () => {
    const governed = manifestText({ ...head, files: [] });
    const raw = manifestText({ ...head, kind: 'sealed', files: [] });
    expect(await search(governed.text, raw.digest, 'x')).toMatchObject({ refusal: { code: 'manifest.not-the-one' } });
    expect(await search(raw.text, raw.digest, 'x')).toMatchObject({ refusal: { code: 'manifest.malformed' } });
  });
});
