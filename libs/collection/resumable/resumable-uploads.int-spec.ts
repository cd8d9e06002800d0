/** Uploads that come in parts, on a real Postgres and real files. Two services on one folder are what two API processes are. */
import { createHash, randomBytes } from 'node:crypto';
import { appendFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { newId, orThrow } from '#libs/kernel';
import { until } from '../../../test/support';
import { ArchiveIntake } from '../archive-intake.service';
import { collectionExchange, dicomBytes, streamOf, type CollectionExchange } from '../testing/collection-exchange';
import { zipOf } from '../testing/zip';
import { ResumableUploads, type UploadAnswer } from './resumable-uploads.service';

let world: CollectionExchange;
let uploads: ResumableUploads;
let request: Awaited<ReturnType<CollectionExchange['receiving']>>;

const make = (limits?: { uploads: number; bytes: number; expirySeconds: number }): ResumableUploads => {
  const { exchange, files, intake, objects, folder } = world;
  const archives = new ArchiveIntake(exchange.store, intake, join(folder, 'spool'));
  const { tenancy } = exchange.database;
  return new ResumableUploads({
    cases: exchange.store,
    tenancy,
    files,
    intake,
    archives,
    objects,
    folder: join(folder, 'uploads'),
    limits,
  });
};

beforeAll(async () => {
  world = await collectionExchange();
  uploads = make();
});
beforeEach(async () => {
  request = await world.receiving();
});
afterAll(() => world.drop());

const one = (id: string) => ({ actor: request.it, caseId: request.caseId, id });
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const announce = async (bytes: Buffer, path = '1.dcm', by = uploads): Promise<string> =>
  orThrow(await by.create({ actor: request.it, caseId: request.caseId }, { path, bytes: bytes.length, sha256: sha256(bytes) })).upload.id;
const send = (id: string, offset: number, bytes: Buffer, by = uploads) => by.append(one(id), offset, { bytes: streamOf(bytes) });
const spooled = async (): Promise<string[]> => readdir(join(world.folder, 'uploads', request.organisationId)).catch(() => [] as string[]);
const arrived = async (id: string): Promise<number> =>
  (await stat(join(world.folder, 'uploads', request.organisationId, id)).catch(() => ({ size: 0 }))).size;
const listed = async () => orThrow(await world.files.page(request, 10)).map(({ path, sha256: digest }) => ({ path, sha256: digest }));

const content = dicomBytes(randomBytes(2_500_000).toString('hex'));

describe('an upload', () => {
  it('comes in parts, through one process and another, and is one file', async () => {
    const other = make();
    const id = await announce(content, '胸部/1.dcm');
    expect(orThrow(await send(id, 0, content.subarray(0, 2_000_000)))).toMatchObject({ offset: 2_000_000 });
    expect(orThrow(await send(id, 2_000_000, content.subarray(2_000_000, 4_000_001), other))).toMatchObject({ offset: 4_000_001 });
    expect(await listed()).toEqual([]);
    const ended = orThrow(await send(id, 4_000_001, content.subarray(4_000_001)));
    expect(ended.taken).toMatchObject({ kind: 'file', added: { already: false, file: { path: '胸部/1.dcm', sha256: sha256(content) } } });
    expect(await listed()).toEqual([{ path: '胸部/1.dcm', sha256: sha256(content) }]);
    expect(await spooled()).toEqual([]);
    expect(orThrow(await uploads.look(one(id)))).toMatchObject({ offset: content.length });
  });

  it('of which all came and nothing was made, since a process died, is taken in by whoever looks next', async () => {
    const id = await announce(content);
    orThrow(await send(id, 0, content.subarray(0, -3)));
    await appendFile(join(world.folder, 'uploads', request.organisationId, id), content.subarray(-3));
    expect(orThrow(await make().look(one(id)))).toMatchObject({ offset: content.length, taken: { kind: 'file' } });
    expect(await listed()).toEqual([{ path: '1.dcm', sha256: sha256(content) }]);
    expect(orThrow(await uploads.look(one(id)))).toEqual(expect.not.objectContaining({ taken: expect.anything() as unknown }));
  });

  it('keeps what came when its sender breaks off', async () => {
    const id = await announce(content);
    const part = new PassThrough();
    const sending = uploads.append(one(id), 0, { bytes: part });
    part.write(content.subarray(0, 1_500_000));
    await until(async () => (await arrived(id)) > 0, { what: 'the first part' });
    part.destroy(new Error('gone'));
    expect(await sending).toMatchObject({ refusal: { code: 'storage.broken-off' } });
    const { offset } = orThrow(await uploads.look(one(id)));
    expect(offset).toBeGreaterThan(0);
    expect(orThrow(await send(id, offset, content.subarray(offset))).taken).toBeDefined();
  });

  it('is let go by a connection that hangs, when its sender comes again through another process', async () => {
    const id = await announce(content);
    const hanging = new PassThrough();
    const sending = uploads.append(one(id), 0, { bytes: hanging });
    hanging.write(content.subarray(0, 1_500_000));
    await until(async () => (await arrived(id)) > 0, { what: 'the first part' });
    const other = make();
    const { offset } = orThrow(await other.look(one(id)));
    expect(await sending).toMatchObject({ refusal: { code: 'collection.upload-stopped' } });
    expect(hanging.destroyed).toBe(true);
    expect(orThrow(await send(id, offset, content.subarray(offset), other)).taken).toBeDefined();
  });

  it('takes one of two parts that come for the same place at once', async () => {
    const id = await announce(content);
    const both = await Promise.all([send(id, 0, content.subarray(0, 1000)), send(id, 0, content.subarray(0, 1000), make())]);
    expect(both.map((answer) => (answer.ok ? answer.value.offset : answer.refusal.code)).sort()).toEqual([
      1000,
      'collection.upload-offset',
    ]);
  });

  it('drops a part that does not fit its checksum, and takes it again', async () => {
    const id = await announce(content);
    orThrow(await send(id, 0, content.subarray(0, 1000)));
    const part = (digest: Buffer) => ({ bytes: streamOf(content.subarray(1000)), checksum: { algorithm: 'sha1' as const, digest } });
    expect(await uploads.append(one(id), 1000, part(Buffer.alloc(20)))).toMatchObject({ refusal: { code: 'collection.upload-checksum' } });
    expect(orThrow(await uploads.look(one(id))).offset).toBe(1000);
    const digest = createHash('sha1').update(content.subarray(1000)).digest();
    expect(orThrow(await uploads.append(one(id), 1000, part(digest))).taken).toBeDefined();
  });

  it('takes no more than was announced', async () => {
    const id = await announce(content);
    expect(await send(id, 0, Buffer.concat([content, Buffer.from('x')]))).toMatchObject({
      refusal: { code: 'collection.upload-too-long' },
    });
    expect(orThrow(await uploads.look(one(id))).offset).toBe(0);
  });

  it('that is in the collection already has ended when it is announced; another file at the path is refused then', async () => {
    orThrow(await send(await announce(content), 0, content));
    const again = orThrow(await uploads.look(one(await announce(content))));
    expect(again).toMatchObject({ offset: content.length });
    const announcement = { path: '1.dcm', bytes: 7, sha256: 'a'.repeat(64) };
    expect(await uploads.create(one(''), announcement)).toMatchObject({ refusal: { code: 'collection.path-taken' } });
  });

  it.each([
    ['is no text', { path: '\ud800', bytes: 1 }, 'collection.path-form'],
    ['leads out', { path: '../1.dcm', bytes: 1 }, 'collection.path-form'],
    ['is missing', { bytes: 1 }, 'collection.path-form'],
    ['is of a program', { path: 'run.exe', bytes: 1 }, 'collection.executable'],
  ])('whose path %s is refused before a byte comes', async (_, announcement, code) => {
    expect(await uploads.create(one(''), announcement)).toMatchObject({ refusal: { code } });
  });

  it.each([
    ['of another digest', { path: '1.dcm', sha256: 'b'.repeat(64) }, content, 'storage.digest-mismatch'],
    ['of another type than its name', { path: '1.pdf' }, content, 'collection.type-mismatch'],
    ['that is an archive', { path: '1.zip' }, Buffer.from('PK\x03\x04 and more'), 'collection.archive-as-file'],
    ['that is announced as an archive and none', { kind: 'archive' }, content, 'collection.not-an-archive'],
  ])('%s is refused with its last part and leaves nothing', async (_, announcement, bytes, code) => {
    const created = orThrow(await uploads.create(one(''), { ...announcement, bytes: bytes.length }));
    expect(await send(created.upload.id, 0, bytes)).toMatchObject({ refusal: { code } });
    expect([await spooled(), await listed()]).toEqual([[], []]);
    expect(await uploads.look(one(created.upload.id))).toMatchObject({ refusal: { code: 'collection.no-such-upload' } });
  });

  it('of an archive is unpacked, each file of it by itself', async () => {
    const zip = await zipOf({ name: '1.dcm', content }, { name: 'run.exe', content: 'MZ' }, { name: '.DS_Store', content: 'x' });
    const created = orThrow(await uploads.create(one(''), { kind: 'archive', path: '2025', bytes: zip.length, sha256: sha256(zip) }));
    orThrow(await send(created.upload.id, 0, zip.subarray(0, 10)));
    const { taken } = orThrow(await send(created.upload.id, 10, zip.subarray(10), make()));
    expect(taken).toMatchObject({ kind: 'archive', report: { received: 1, refused: 1, ignored: 1 } });
    expect(await listed()).toEqual([{ path: '2025/1.dcm', sha256: sha256(content) }]);
  });

  it('can be ended', async () => {
    const id = await announce(content);
    orThrow(await send(id, 0, content.subarray(0, 1000)));
    orThrow(await uploads.remove(one(id)));
    expect(await spooled()).toEqual([]);
    expect(await send(id, 1000, content.subarray(1000))).toMatchObject({ refusal: { code: 'collection.no-such-upload' } });
  });

  it('is nothing to another organisation, nor to another collection', async () => {
    const id = await announce(content);
    const others = await world.receiving();
    const foreign = { actor: others.it, caseId: request.caseId, id };
    const elsewhere = { actor: others.it, caseId: others.caseId, id };
    const asked = (given: typeof foreign) => [
      uploads.look(given),
      uploads.append(given, 0, { bytes: streamOf(content) }),
      uploads.remove(given),
    ];
    for (const answer of await Promise.all(asked(foreign)))
      expect(answer).toMatchObject({ refusal: { code: 'collection.no-such-collection' } });
    for (const answer of await Promise.all(asked(elsewhere)))
      expect(answer).toMatchObject({ refusal: { code: 'collection.no-such-upload' } });
    expect(orThrow(await uploads.look(one(id))).offset).toBe(0);
  });
});

describe('uploads of an organisation', () => {
  it('are limited in number and bytes; those that ended count no more', async () => {
    const limited = make({ uploads: 2, bytes: 2 * content.length + 10, expirySeconds: 60 });
    const first = await announce(content, '1.dcm', limited);
    await announce(content, '2.dcm', limited);
    const third = { path: '3.dcm', bytes: 1 };
    expect(await limited.create(one(''), third)).toMatchObject({ refusal: { code: 'collection.too-many-uploads', kind: 'too-many' } });
    orThrow(await send(first, 0, content, limited));
    expect(await limited.create(one(''), { ...third, bytes: content.length + 11 })).toMatchObject({
      refusal: { code: 'collection.too-many-uploads' },
    });
    expect(await limited.create(one(''), third)).toMatchObject({ ok: true });
  });

  it('of other bytes than the file at their path are refused before they are sent', async () => {
    orThrow(await send(await announce(content), 0, content));
    const at = { actor: request.it, caseId: request.caseId };
    const other = { path: '1.dcm', bytes: content.length + 1 };
    expect(await uploads.create(at, other)).toMatchObject({ refusal: { code: 'collection.path-taken' } });
    expect(await uploads.create(at, { path: '1.dcm', bytes: content.length })).toMatchObject({ ok: true });
  });

  it('that expired are gone, with their files; the others stay', async () => {
    const [kept, expired] = [await announce(content, '1.dcm'), await announce(content, '2.dcm')];
    for (const id of [kept, expired]) orThrow(await send(id, 0, content.subarray(0, 1000)));
    await world.exchange.database.look(`update resumable_upload set expires_at = now() - interval '1 second' where id = $1`, [expired]);
    expect(await uploads.look(one(expired))).toMatchObject({ refusal: { code: 'collection.no-such-upload' } });
    await appendFile(join(world.folder, 'uploads', request.organisationId, newId()), 'a file that no row knows');
    await uploads.sweep();
    expect(await spooled()).toEqual([kept]);
    const unfinished = orThrow(await uploads.list({ actor: request.it, caseId: request.caseId }));
    expect(unfinished.map(({ upload, offset }: UploadAnswer) => [upload.id, offset])).toEqual([[kept, 1000]]);
  });

  it('of a collection that was given up are gone with it, and what another collection has begun stays', async () => {
    const here = await announce(content);
    orThrow(await send(here, 0, content.subarray(0, 1000)));
    const { it: actor, organisationId } = request;
    const another = await world.receiving(request);
    const there = { actor, caseId: another.caseId };
    const kept = orThrow(await uploads.create(there, { path: '1.dcm', bytes: content.length })).upload.id;
    orThrow(await uploads.append({ ...there, id: kept }, 0, { bytes: streamOf(content.subarray(0, 1000)) }));
    const { caseId } = request;
    orThrow(await world.exchange.runner.command({ kind: 'collection', caseId, command: 'abandon', payload: { reason: '传错了' }, actor }));
    await uploads.sweep();
    expect(await readdir(join(world.folder, 'uploads', organisationId))).toEqual([kept]);
    expect(orThrow(await uploads.list({ actor, caseId }))).toEqual([]);
  });
});
