import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { orThrow, sha256Hex, type Result } from '#libs/kernel';
import { ArchiveIntake, DEFAULT_ARCHIVE_LIMITS, type ArchiveLimits, type ArchiveReport } from './archive-intake.service';
import { collectionExchange, dicomBytes, streamOf, type CollectionExchange } from './testing/collection-exchange';
import { flagged, overlapping, replaced, zipOf } from './testing/zip';

let world: CollectionExchange;
let collection: Awaited<ReturnType<CollectionExchange['receiving']>>;
beforeAll(async () => {
  world = await collectionExchange();
});
beforeEach(async () => {
  collection = await world.receiving();
});
afterAll(() => world.drop());

const spoolFolder = () => join(world.folder, 'spool');
function send(zip: Buffer, more: { limits?: ArchiveLimits; expectedSha256?: string; under?: string } = {}): Promise<Result<ArchiveReport>> {
  const archives = new ArchiveIntake(world.exchange.store, world.intake, spoolFolder(), more.limits);
  return archives.receive({ actor: collection.it, caseId: collection.caseId, bytes: streamOf(zip), ...more });
}
const codes = async (zip: Buffer): Promise<unknown[]> =>
  orThrow(await send(zip)).files.map((file) => (file.outcome === 'refused' ? file.code : file.outcome));
const wholeCode = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);
const one = { name: '1.dcm', content: dicomBytes('one') };

describe('a zip on its way in', () => {
  it('brings in each of its files, under a folder where one is named, and leaves nothing else behind', async () => {
    const zip = await zipOf({ name: '胸部/1.dcm', content: dicomBytes('one') }, { name: '胸部/2.dcm', content: dicomBytes('two') });
    const report = orThrow(await send(zip, { under: '2025', expectedSha256: sha256Hex(zip) }));
    expect(report).toMatchObject({ received: 2, already: 0, refused: 0, ignored: 0 });
    expect(report.files.map(({ path }) => path)).toEqual(['2025/胸部/1.dcm', '2025/胸部/2.dcm']);
    expect(orThrow(await world.files.find(collection, '2025/胸部/2.dcm'))?.sha256).toBe(sha256Hex(dicomBytes('two')));
    expect(await readdir(spoolFolder())).toEqual([]);
  });

  it('sent again is done already', async () => {
    const zip = await zipOf(one);
    orThrow(await send(zip));
    expect(orThrow(await send(zip))).toMatchObject({ received: 0, already: 1 });
  });

  it('reads names as Chinese Windows writes them', async () => {
    const name = Buffer.from('d0d8b2bf2e64636d', 'hex'); // 胸部.dcm in GB18030
    const zip = flagged(replaced(await zipOf({ ...one, name: 'aaaa.dcm' }), 'aaaa.dcm', name), (flags) => flags & ~0x800);
    expect(orThrow(await send(zip)).files).toMatchObject([{ path: '胸部.dcm', outcome: 'received' }]);
  });

  it('names each file that it refuses, and takes the rest', async () => {
    const inner = await zipOf(one);
    const zip = await zipOf(
      { name: 'xx/evil.dcm', content: dicomBytes('out') },
      { name: 'yabsolute.dcm', content: dicomBytes('root') },
      { name: 'link.dcm', content: '/etc/passwd', options: { mode: 0o120777 } },
      { name: 'inner.zip', content: inner },
      { name: 'zeros.txt', content: Buffer.alloc(60_000_000, 0x20) },
      { name: 'run.exe', content: 'MZ' },
      { name: 'empty.dcm', content: '' },
      { name: '__MACOSX/._1.dcm', content: 'x' },
      one,
    );
    const hostile = replaced(replaced(zip, 'xx/evil', '../evil'), 'yabsolute', '/absolute');
    expect(await codes(hostile)).toEqual([
      'collection.path-form',
      'collection.path-form',
      'collection.archive-entry-kind',
      'collection.nested-archive',
      'collection.archive-bomb',
      'collection.executable',
      'collection.empty-file',
      'ignored',
      'received',
    ]);
    expect(orThrow(await world.files.count(collection))).toMatchObject({ files: 1 });
  });

  it('refuses what is encrypted', async () => {
    expect(await codes(flagged(await zipOf(one), (flags) => flags | 1))).toEqual(['collection.archive-encrypted']);
  });

  it('refuses an entry whose bytes are not what was packed, and takes the rest', async () => {
    const zip = await zipOf({ name: 'a.txt', content: 'name,age\n1,2\n', options: { compress: false } }, one);
    expect(await codes(replaced(zip, '1,2\n', '9,2\n'))).toEqual(['collection.archive-broken', 'received']);
  });

  it.each([
    ['that is none', async () => Buffer.from('no zip at all'), {}, 'collection.not-an-archive'],
    ['that is cut off', async () => (await zipOf(one)).subarray(0, -30), {}, 'collection.not-an-archive'],
    ['whose entries share bytes', async () => overlapping(await zipOf(one, { ...one, name: '2.dcm' })), {}, 'collection.archive-bomb'],
    ['with too many entries', () => zipOf(one, { ...one, name: '2.dcm' }), { entries: 1 }, 'collection.archive-bomb'],
    ['that unpacks to too much', () => zipOf(one), { expandedBytes: 134 }, 'collection.archive-bomb'],
    ['that is too large', () => zipOf(one), { archiveBytes: 100 }, 'storage.too-large'],
  ])('%s is refused as a whole', async (_, zip, limits, code) => {
    expect(wholeCode(await send(await zip(), { limits: { ...DEFAULT_ARCHIVE_LIMITS, ...limits } }))).toBe(code);
    expect(orThrow(await world.files.count(collection)).files).toBe(0);
    expect(await readdir(spoolFolder())).toEqual([]);
  });

  it('of another digest is refused before anything is unpacked', async () => {
    expect(wholeCode(await send(await zipOf(one), { expectedSha256: 'a'.repeat(64) }))).toBe('storage.digest-mismatch');
    expect(orThrow(await world.files.count(collection)).files).toBe(0);
  });

  it('takes many small files without holding them in memory', async () => {
    const files = Array.from({ length: 300 }, (_, index) => ({ name: `s/${index}.dcm`, content: dicomBytes(String(index)) }));
    expect(orThrow(await send(await zipOf(...files)))).toMatchObject({ received: 300, refused: 0 });
  });
});
