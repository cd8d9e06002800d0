import { Readable } from 'node:stream';
import { ok, sha256Hex } from '#libs/kernel';
import { type ManifestFile } from '#libs/pipeline';
import { deliveryArchive } from './delivery-archive';

const contents = ['one', 'two '.repeat(100_000), ''].map((text) => Buffer.from(text));
const files: readonly ManifestFile[] = contents.map((bytes, index) => ({
  path: `片/${index}`,
  bytes: bytes.length,
  sha256: sha256Hex(bytes),
}));
const documents = [{ path: 'manifest.json', bytes: Buffer.from('{}') }];

async function archived(source: (index: number) => Buffer): Promise<{ whole: Buffer; told: number }> {
  const open = (file: ManifestFile) => Promise.resolve(ok(Readable.from([source(files.indexOf(file))])));
  const { stream, bytes } = await deliveryArchive({ files, open, documents });
  const parts: Buffer[] = [];
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
  return { whole: Buffer.concat(parts), told: bytes };
}

describe('an archive of a delivery', () => {
  it('has the same bytes each time, as many as it said, whatever the time and the zone', async () => {
    const first = await archived((index) => contents[index]!);
    const zone = process.env['TZ'];
    process.env['TZ'] = 'America/New_York';
    const second = await archived((index) => contents[index]!);
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(first.whole.length).toBe(first.told);
    expect(second.whole.equals(first.whole)).toBe(true);
  });

  it.each([
    ['has other bytes of the same length', 0, 'eno'],
    ['is cut short', 1, 'two '],
    ['is too long', 2, 'more'],
  ])('breaks off at a file that %s', async (_, damaged, bytes) => {
    await expect(archived((index) => (index === damaged ? Buffer.from(bytes) : contents[index]!))).rejects.toThrow();
  });
});
