import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { newId, ok, orThrow } from '#libs/kernel';
import { type ObjectStore } from '../object-store';

export interface StoreUnderTest {
  readonly store: ObjectStore;
  /** Whatever lies in the store, also what no reader sees: objects and leftovers. */
  contents(): Promise<string[]>;
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** In chunks of the given size, the way a network delivers. */
const streamOf = (bytes: Buffer, chunkBytes = 64 * 1024): Readable =>
  Readable.from(
    (function* () {
      for (let offset = 0; offset < bytes.length; offset += chunkBytes) yield bytes.subarray(offset, offset + chunkBytes);
    })(),
  );

/** What every store must do, whatever it keeps the bytes on. */
export function describeObjectStore(make: () => Promise<StoreUnderTest>): void {
  let under: StoreUnderTest;
  let organisation: string;

  beforeAll(async () => {
    under = await make();
  });
  beforeEach(() => {
    organisation = newId();
  });

  const put = (bytes: Buffer, options = {}) => under.store.put(organisation, streamOf(bytes), options);
  const read = async (sha256: string, range?: { first: number; last: number }) =>
    buffer(orThrow(await under.store.open(organisation, sha256, range)));
  /** Runs and tells what is there afterwards that was not before. */
  const added = async (run: () => Promise<unknown>) => {
    const before = new Set(await under.contents());
    await run();
    return (await under.contents()).filter((name) => !before.has(name));
  };

  it('gives back what was put, under its digest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 1, max: 700 }), async (array, chunkBytes) => {
        const bytes = Buffer.from(array);
        const stored = await under.store.put(organisation, streamOf(bytes, chunkBytes), { expectedSha256: sha256Of(bytes) });
        expect(stored).toEqual(ok({ sha256: sha256Of(bytes), bytes: bytes.length }));
        expect(await read(sha256Of(bytes))).toEqual(bytes);
        expect(await under.store.stat(organisation, sha256Of(bytes))).toEqual(stored);
      }),
      { numRuns: 15 },
    );
  });

  it('takes a large object, and gives any part of it', async () => {
    const bytes = randomBytes(40 * 1024 * 1024 + 17);
    const { sha256 } = orThrow(await put(bytes));
    expect(sha256Of(await read(sha256))).toBe(sha256Of(bytes));
    expect(await read(sha256, { first: 5, last: 5 })).toEqual(bytes.subarray(5, 6));
    expect(await read(sha256, { first: bytes.length - 20, last: bytes.length + 1000 })).toEqual(bytes.subarray(-20));
    expect(await read(sha256, { first: bytes.length, last: bytes.length })).toHaveLength(0);
  });

  it('keeps one copy of what is put twice, also at once', async () => {
    const bytes = randomBytes(200_000);
    const names = await added(() => Promise.all([put(bytes), put(bytes), put(bytes)]));
    expect(names).toHaveLength(1);
    expect(await added(() => put(bytes))).toEqual([]);
    expect(await read(sha256Of(bytes))).toEqual(bytes);
  });

  it('refuses bytes with another digest than announced, and keeps nothing', async () => {
    const names = await added(async () => {
      expect(await put(randomBytes(100_000), { expectedSha256: sha256Of(Buffer.from('other')) })).toMatchObject({
        refusal: { code: 'storage.digest-mismatch' },
      });
    });
    expect(names).toEqual([]);
  });

  it('refuses more than the limit as soon as it comes, and keeps nothing', async () => {
    let given = 0;
    const endless = new Readable({
      read: function () {
        given += 65536;
        this.push(randomBytes(65536));
      },
    });
    const names = await added(async () => {
      expect(await under.store.put(organisation, endless, { limitBytes: 1_000_000 })).toMatchObject({
        refusal: { code: 'storage.too-large', facts: { limitBytes: 1_000_000 } },
      });
    });
    expect(names).toEqual([]);
    expect(endless.destroyed).toBe(true);
    expect(given).toBeLessThan(20_000_000);
    expect(orThrow(await put(randomBytes(1000), { limitBytes: 1000 })).bytes).toBe(1000);
  });

  it.each([0, 1, 40 * 1024 * 1024])('refuses what breaks off after %d bytes, and keeps nothing', async (length) => {
    const broken = Readable.from(
      (async function* () {
        if (length > 0) yield randomBytes(length);
        throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      })(),
    );
    const names = await added(async () => {
      expect(await under.store.put(organisation, broken)).toMatchObject({ refusal: { code: 'storage.broken-off' } });
    });
    expect(names).toEqual([]);
  });

  it('adopts a file as if it had been put, where it can, and leaves the file to its maker', async () => {
    const { store } = under;
    if (!store.adopt) return;
    const folder = await mkdtemp(join(tmpdir(), 'medbourse-adopt-'));
    const path = join(folder, 'made');
    const bytes = randomBytes(3_000_000);
    const hashed = { sha256: sha256Of(bytes), bytes: bytes.length };
    await writeFile(path, bytes);
    expect(
      await added(async () => {
        expect(await store.adopt!(organisation, path, { expectedSha256: '0'.repeat(64) })).toMatchObject({
          refusal: { code: 'storage.digest-mismatch' },
        });
        expect(await store.adopt!(organisation, path, { hashed, expectedSha256: '0'.repeat(64) })).toMatchObject({
          refusal: { code: 'storage.digest-mismatch' },
        });
        expect(await store.adopt!(organisation, path, { limitBytes: 2_999_999 })).toMatchObject({ refusal: { code: 'storage.too-large' } });
      }),
    ).toEqual([]);
    expect(await added(() => store.adopt!(organisation, path, { expectedSha256: hashed.sha256 }))).toHaveLength(1);
    expect(await added(() => store.adopt!(organisation, path, { hashed }))).toEqual([]);
    await rm(folder, { recursive: true });
    expect(sha256Of(await read(hashed.sha256))).toBe(hashed.sha256);
  });

  it('shows one organisation nothing of another that has the same bytes', async () => {
    const bytes = randomBytes(1000);
    const { sha256 } = orThrow(await put(bytes));
    const other = newId();
    expect(await under.store.stat(other, sha256)).toEqual(ok(undefined));
    expect(await under.store.open(other, sha256)).toMatchObject({ refusal: { code: 'storage.not-found' } });
    await under.store.put(other, streamOf(bytes));
    await under.store.delete(other, sha256);
    expect(await read(sha256)).toEqual(bytes);
  });

  it('deletes, once and again', async () => {
    const { sha256 } = orThrow(await put(randomBytes(10)));
    expect(await under.store.delete(organisation, sha256)).toEqual(ok(undefined));
    expect(await under.store.delete(organisation, sha256)).toEqual(ok(undefined));
    expect(await under.store.stat(organisation, sha256)).toEqual(ok(undefined));
    expect(await under.store.open(organisation, sha256)).toMatchObject({ refusal: { code: 'storage.not-found' } });
  });

  it('puts nothing for what is no organisation', async () => {
    const names = await added(() => expect(under.store.put('../other', streamOf(randomBytes(10)))).rejects.toThrow(TypeError));
    expect(names).toEqual([]);
  });

  it.each([
    ['../../etc', 'a'.repeat(64)],
    ['01890a5d-ac96-774b-bcce-b302099a8057', '../../../etc/passwd'],
    ['01890a5d-ac96-774b-bcce-b302099a8057', 'A'.repeat(64)],
    ['------------------------------------', 'a'.repeat(64)],
  ])('takes no name that leads elsewhere: %s %s', async (organisationId, sha256) => {
    await expect((async () => under.store.open(organisationId, sha256))()).rejects.toThrow(TypeError);
    await expect((async () => under.store.stat(organisationId, sha256))()).rejects.toThrow(TypeError);
    await expect((async () => under.store.delete(organisationId, sha256))()).rejects.toThrow(TypeError);
  });
}
