import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { writePart, type Part, type WrittenPart } from './part-writer';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medbourse-part-'));
  path = join(folder, 'file');
});
afterEach(() => rm(folder, { recursive: true }));

async function write(source: Readable, part: Partial<Part>): Promise<WrittenPart> {
  const file = await open(path, 'r+');
  try {
    const whole = { at: 0, end: Infinity, hashes: [], signal: new AbortController().signal, mayWrite: () => true };
    return await writePart(file, source, { ...whole, ...part });
  } finally {
    await file.close();
  }
}

const inChunks = function* (bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let [at, index] = [0, 0]; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
};

it('writes what comes behind what is there, however it is cut into chunks, and hashes it', async () => {
  const content = randomBytes(3_000_000);
  const sizes = fc.array(fc.integer({ min: 1000, max: 1_500_000 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: content.length }), sizes, async (at, cuts) => {
      await writeFile(path, content.subarray(0, at));
      const hash = createHash('sha256').update(content.subarray(0, at));
      const written = await write(Readable.from(inChunks(content.subarray(at), cuts)), { at, end: content.length, hashes: [hash] });
      expect(written).toEqual({ how: 'whole', reached: content.length });
      expect((await readFile(path)).equals(content)).toBe(true);
      expect(hash.digest()).toEqual(createHash('sha256').update(content).digest());
    }),
    { numRuns: 20 },
  );
});

it('writes nothing once its lease is over', async () => {
  await writeFile(path, 'abc');
  let writes = 0;
  const content = randomBytes(5_000_000);
  const written = await write(Readable.from(inChunks(content, [1_100_000])), { at: 3, mayWrite: () => (writes += 1) <= 2 });
  expect(written).toEqual({ how: 'stopped', reached: 2_200_003 });
  expect(await readFile(path)).toHaveLength(2_200_003);
});

it('keeps what came where it is told to stop', async () => {
  await writeFile(path, '');
  const stopping = new AbortController();
  const source = new PassThrough();
  source.write(randomBytes(1_500_000));
  // As soon as the first bytes are about to be written, and no more come.
  const mayWrite = (): boolean => {
    setImmediate(() => stopping.abort());
    return true;
  };
  expect(await write(source, { signal: stopping.signal, mayWrite })).toEqual({ how: 'stopped', reached: 1_500_000 });
  expect(await readFile(path)).toHaveLength(1_500_000);
  expect(source.destroyed).toBe(true);
});

it('stops where more comes than the whole has', async () => {
  await writeFile(path, '');
  expect(await write(Readable.from([Buffer.alloc(7), Buffer.alloc(4)]), { end: 10 })).toMatchObject({ how: 'too-long' });
});
