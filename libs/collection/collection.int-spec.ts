import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { orThrow, sha256Hex, type Result } from '#libs/kernel';
import { readManifest, type AssetData } from '#libs/pipeline';
import { person } from '../../test/support';
import { type CollectionData } from './collection.data';
import { collectionExchange, dicomBytes, openCollection, streamOf, type CollectionExchange } from './testing/collection-exchange';

let world: CollectionExchange;
beforeAll(async () => {
  world = await collectionExchange();
});
afterAll(() => world.drop());

type Receiving = Awaited<ReturnType<CollectionExchange['receiving']>>;

const send = ({ it, caseId }: Pick<Receiving, 'it' | 'caseId'>, path: string, content: Buffer | string, expectedSha256?: string) =>
  world.intake.receiveFile({ actor: it, caseId, path, bytes: streamOf(content), expectedSha256 });
const give = ({ it, caseId }: Pick<Receiving, 'it' | 'caseId'>, command: string, payload: object = {}) =>
  world.exchange.runner.command({ kind: 'collection', caseId, command, payload, actor: it });
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);
const read = async ({ organisationId }: Receiving, id: string) => (await world.exchange.store.read(organisationId, id))!.snapshot;
const objectPath = ({ organisationId }: Receiving, sha256: string) =>
  join(world.folder, 'objects', organisationId, sha256.slice(0, 2), sha256);

describe('a collection from its first file to its seal', () => {
  it('seals the files that came in, books what they cost, and hands the digest to the asset', async () => {
    const collection = await world.receiving();
    const first = orThrow(await send(collection, 'b/2.dcm', dicomBytes('two')));
    const large = dicomBytes('x'.repeat(5_000_000));
    orThrow(await send(collection, 'a/1.dcm', large, sha256Hex(large)));
    expect(first).toMatchObject({ already: false, file: { bytes: 135, mediaType: 'application/dicom' } });

    orThrow(await give(collection, 'seal'));
    expect(await world.exchange.drainJobs()).toEqual(['collection.seal', 'pipeline.stage-ended']);

    const { state, data } = await read(collection, collection.caseId);
    const { sealed } = data as CollectionData;
    expect({ state, files: sealed?.files, bytes: sealed?.bytes }).toEqual({ state: 'sealed', files: 2, bytes: 135 + large.length });
    const stored = orThrow(await world.objects.open(collection.organisationId, sealed!.digest));
    const manifest = orThrow(readManifest(Buffer.concat(await stored.toArray()), sealed!.digest));
    expect(manifest.files.map(({ path }) => path)).toEqual(['a/1.dcm', 'b/2.dcm']);

    const asset = await read(collection, collection.assetId);
    expect(asset.state).toBe('governance');
    expect((asset.data as AssetData).sealed).toMatchObject({ digest: sealed!.digest, home: 'ward-7', part: 'version', datasetVersion: 1 });
    const { stages } = orThrow(await world.exchange.ledger.assetEconomics(collection.organisationId, collection.assetId));
    expect(stages.collection.actual).toEqual({ amount: 1, currency: 'CNY' });
  });

  it('runs its sealing at the home of the hospital', async () => {
    const collection = await world.receiving();
    orThrow(await send(collection, '1.dcm', dicomBytes('one')));
    orThrow(await give(collection, 'seal'));
    const jobs = await world.exchange.database.look<{ home: string }>('select home from outbox where case_id = $1', [collection.caseId]);
    expect(jobs).toEqual([{ home: 'ward-7' }]);
    await world.exchange.drainJobs();
  });

  it('refuses to seal nothing', async () => {
    expect(codeOf(await give(await world.receiving(), 'seal'))).toBe('collection.no-files');
  });

  it.each([
    ['missing', 'collection.file-missing', (path: string) => rm(path)],
    ['corrupt', 'collection.file-corrupt', (path: string) => appendFile(path, 'x')],
  ] as const)('comes back to receiving when an object is %s, and seals once it was sent again', async (fault, code, harm) => {
    const collection = await world.receiving();
    const { file } = orThrow(await send(collection, '1.dcm', dicomBytes('one')));
    orThrow(await send(collection, '2.dcm', dicomBytes('two')));
    await harm(objectPath(collection, file.sha256));
    orThrow(await give(collection, 'seal'));
    await world.exchange.drainJobs();

    const failed = await read(collection, collection.caseId);
    expect(failed).toMatchObject({ state: 'receiving', data: { failure: { code, faultyFiles: 1 } } });
    expect(orThrow(await world.files.find(collection, '1.dcm'))).toMatchObject({ fault });
    expect(codeOf(await give(collection, 'seal'))).toBe('collection.faulty-files');
    expect(codeOf(await send(collection, '1.dcm', dicomBytes('one')))).toBe('collection.path-taken');

    orThrow(await world.files.withdraw(collection, '1.dcm', 'test'));
    orThrow(await send(collection, '1.dcm', dicomBytes('one')));
    orThrow(await give(collection, 'seal'));
    await world.exchange.drainJobs();
    expect(await read(collection, collection.caseId)).toMatchObject({ state: 'sealed', data: { failure: null } });
  });

  it('is opened once at a time, and only while the asset is in collection', async () => {
    const owner = await world.hospital();
    const { assetId, caseId } = await openCollection(world.exchange, owner);
    const open = (part: string) =>
      world.exchange.runner.open({ kind: 'collection', organisationId: owner.organisationId, assetId, payload: { part }, actor: owner.it });
    expect(codeOf(await open('version'))).toBe('collection.already-open');
    orThrow(await give({ it: owner.it, caseId }, 'abandon', { reason: '数据范围有误' }));
    expect(codeOf(await open('increment'))).toBe('collection.part-mismatch');
    const both = await Promise.all([open('version'), open('version')]);
    expect(both.map(codeOf).sort()).toEqual(['collection.already-open', 'ok']);
    await world.exchange.drainJobs();

    const sealed = await world.receiving();
    orThrow(await send(sealed, '1.dcm', dicomBytes('one')));
    orThrow(await give(sealed, 'seal'));
    await world.exchange.drainJobs();
    const again = { kind: 'collection', organisationId: sealed.organisationId, assetId: sealed.assetId, payload: { part: 'version' } };
    expect(codeOf(await world.exchange.runner.open({ ...again, actor: sealed.it }))).toBe('collection.asset-not-in-collection');
  });
});

describe('a file on its way in', () => {
  let collection: Receiving;
  beforeAll(async () => {
    collection = await world.receiving();
    orThrow(await send(collection, 'known.dcm', dicomBytes('known')));
  });

  it('is done already when the same bytes come again, with or without their digest', async () => {
    const bytes = dicomBytes('known');
    expect(orThrow(await send(collection, 'known.dcm', bytes))).toMatchObject({ already: true });
    expect(orThrow(await send(collection, 'known.dcm', bytes, sha256Hex(bytes)))).toMatchObject({ already: true });
  });

  it.each([
    ['other bytes at a path', 'known.dcm', dicomBytes('other'), undefined, 'collection.path-taken'],
    ['bytes of another digest', 'digest.dcm', dicomBytes('a'), 'b'.repeat(64), 'storage.digest-mismatch'],
    ['a digest that is none', 'digest.dcm', dicomBytes('a'), 'abc', 'collection.digest-form'],
    ['a path that leads out', '../out.dcm', dicomBytes('a'), undefined, 'collection.path-form'],
    ['nothing', 'empty.dcm', '', undefined, 'collection.empty-file'],
    ['text that is called DICOM', 'text.dcm', 'name,age\n', undefined, 'collection.type-mismatch'],
    [
      'a program that is called DICOM',
      'mz.dcm',
      Buffer.concat([Buffer.from('MZ'), dicomBytes('x').subarray(2)]),
      undefined,
      'collection.executable',
    ],
    ['a script', 'run.sh', 'echo', undefined, 'collection.executable'],
    ['an archive', 'all.bin', Buffer.from('PK\x03\x04'.padEnd(40, '\0')), undefined, 'collection.archive-as-file'],
  ])('%s is refused, and leaves nothing', async (_, path, content, digest, code) => {
    expect(codeOf(await send(collection, path, content, digest))).toBe(code);
    if (path !== 'known.dcm') expect(orThrow(await world.files.find(collection, path))).toBeUndefined();
  });

  it('that breaks off leaves nothing', async () => {
    const broken = streamOf(dicomBytes('x')).on('error', () => undefined);
    broken.destroy(Object.assign(new Error('gone'), { code: 'ECONNRESET' }));
    const answer = await world.intake.receiveFile({ actor: collection.it, caseId: collection.caseId, path: 'broken.dcm', bytes: broken });
    expect(codeOf(answer)).toBe('collection.try-again');
    expect(orThrow(await world.files.find(collection, 'broken.dcm'))).toBeUndefined();
  });

  it('finds its collection only from within the hospital, by its IT staff', async () => {
    const sent = (actor: typeof collection.it) => send({ it: actor, caseId: collection.caseId }, 'x.dcm', dicomBytes('x'));
    expect(codeOf(await sent((await world.hospital()).it))).toBe('collection.no-such-collection');
    expect(codeOf(await sent(person(collection.organisationId, 'hospital', 'director')))).toBe('collection.not-permitted');
  });

  it('is neither entered nor withdrawn once the collection seals', async () => {
    const sealing = await world.receiving();
    orThrow(await send(sealing, '1.dcm', dicomBytes('one')));
    orThrow(await give(sealing, 'seal'));
    const file = { path: '2.dcm', bytes: 1, sha256: 'a'.repeat(64), mediaType: 'application/dicom', receivedBy: 'test' };
    expect(codeOf(await world.files.add(sealing, file))).toBe('collection.not-receiving');
    expect(codeOf(await world.files.withdraw(sealing, '1.dcm', 'test'))).toBe('collection.not-receiving');
    expect(codeOf(await send(sealing, '2.dcm', dicomBytes('two')))).toBe('collection.not-receiving');
    await world.exchange.drainJobs();
    expect(await read(sealing, sealing.caseId)).toMatchObject({ state: 'sealed', data: { sealed: { files: 1 } } });
  });

  it('are entered together where many come at once, each with its own answer', async () => {
    const many = await world.receiving();
    const file = (name: number | string, sha256 = 'a') => ({
      ...{ path: `${name}.dcm`, bytes: 1, sha256: sha256.repeat(64), mediaType: 'application/dicom', receivedBy: 'test' },
    });
    const good = Array.from({ length: 150 }, (_, number) => file(number));
    const files = [...good, file(7), file(8, 'b'), { ...file('empty'), bytes: 0 }];
    const outcomes = await Promise.allSettled(files.map((each) => world.files.add(many, each)));
    const answers = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? codeOf(outcome.value) : 'thrown'));
    expect(answers).toEqual([...good.map(() => 'ok'), 'ok', 'collection.path-taken', 'thrown']);
    expect(orThrow(await world.files.count(many))).toMatchObject({ files: 150 });
  });

  it('cannot slip in while the collection seals', async () => {
    const late = await world.receiving();
    orThrow(await send(late, '1.dcm', dicomBytes('one')));
    const file = { path: '2.dcm', bytes: 1, sha256: 'a'.repeat(64), mediaType: 'application/dicom', receivedBy: 'test' };
    const [sealed, added] = await Promise.all([give(late, 'seal'), world.files.add(late, file)]);
    expect(codeOf(sealed)).toBe('ok');
    await world.exchange.drainJobs();
    const { state } = await read(late, late.caseId);
    // Either it was in before the seal, and the check of objects found it missing, or it came too late.
    expect([state, codeOf(added)]).toEqual(codeOf(added) === 'ok' ? ['receiving', 'ok'] : ['sealed', 'collection.not-receiving']);
  });
});
