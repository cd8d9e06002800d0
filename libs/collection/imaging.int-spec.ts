import { newId, orThrow } from '#libs/kernel';
import { pseudonymsFor, slice } from './testing/dicom-slice';
import { calledEndpoint, hasEndpoints, receivingCollection } from './dicom-listener';
import { DicomEndpoints } from './dicom-endpoint.store';
import { ReceiverSigns } from './dicom-receivers';
import { ImagingReader } from './imaging.reader';
import { collectionFor } from './intake-permission';
import { collectionExchange, streamOf, type CollectionExchange } from './testing/collection-exchange';

// Goal: what comes in is in the tables as it stands, by whatever way, and no tenant sees another's; a title leads to one asset.

let world: CollectionExchange;
let reader: ImagingReader;
let endpoints: DicomEndpoints;
beforeAll(async () => {
  world = await collectionExchange();
  reader = new ImagingReader(world.exchange.database.tenancy);
  endpoints = new DicomEndpoints(world.exchange.database.tenancy);
});
afterAll(() => world.drop());

type Owner = Awaited<ReturnType<CollectionExchange['receiving']>>;

const send = async ({ it: actor, caseId }: Owner, path: string, bytes: Buffer) =>
  orThrow(await world.intake.receiveFile({ actor, caseId, path, bytes: streamOf(bytes) }));

describe('the images of a collection', () => {
  it('are counted by study and series, with gaps and duplicates as they stand', async () => {
    const owner = await world.receiving();
    for (const number of [1, 2, 4, 5, 8]) await send(owner, `a/${number}.dcm`, slice({ number, z: number * 2.5 }));
    await send(owner, 'again/2.dcm', slice({ number: 2, z: 5 }));
    await send(owner, 'b/1.dcm', slice({ series: '1.2.3.9', number: 1, z: 0, modality: 'MR' }));
    await send(owner, 'notes.txt', Buffer.from('a text'));
    await send(owner, 'odd.dcm', Buffer.concat([Buffer.alloc(128), Buffer.from('DICModd')]));

    const secret = orThrow(await world.keys.secretOf(owner.organisationId, owner.assetId));
    const names = pseudonymsFor(secret, slice({ number: 1, z: 2.5 }));
    const [study, ...others] = orThrow(await reader.studies(owner, 10));
    expect(others).toEqual([]);
    const { study: name, patient } = names;
    expect(study).toMatchObject({ study: name, patient, studyDate: '2024-01-31', series: 2, instances: 6, files: 7, duplicates: 1 });
    expect([...study!.modalities].sort()).toEqual(['CT', 'MR']);

    const series = orThrow(await reader.series(owner, 10)).find(({ series: found }) => found === names.series);
    expect(series).toMatchObject({
      ...{ modality: 'CT', manufacturer: 'Example Maker', rows: 16, columns: 16, uniform: true },
      ...{ instances: 5, files: 6, duplicates: 1, firstNumber: 1, lastNumber: 8, missingNumbers: 3, repeatedNumbers: 0 },
      ...{ slices: 5, missingSlices: 3, spacingMm: 2.5 },
    });
    expect(orThrow(await reader.summary(owner))).toMatchObject({
      ...{ patients: 1, studies: 1, series: 2, instances: 6, files: 8, duplicates: 1, unplaced: 1 },
      ...{ firstStudyDate: '2024-01-31', lastStudyDate: '2024-01-31', seriesWithGaps: 1, missingNumbers: 3, missingSlices: 3 },
      modalities: [
        { modality: 'CT', series: 1, instances: 5 },
        { modality: 'MR', series: 1, instances: 1 },
      ],
    });
  });

  it('go with their file, and come back with it', async () => {
    const owner = await world.receiving();
    await send(owner, '1.dcm', slice({ number: 1, z: 0 }));
    orThrow(await world.files.withdraw(owner, '1.dcm', 'test'));
    expect(orThrow(await reader.studies(owner, 10))).toEqual([]);
    expect(orThrow(await reader.series(owner, 10))).toEqual([]);
    expect(orThrow(await reader.summary(owner))).toMatchObject({ studies: 0, instances: 0, files: 0, modalities: [] });
    await send(owner, '1.dcm', slice({ number: 1, z: 0 }));
    expect(orThrow(await reader.summary(owner))).toMatchObject({ studies: 1, instances: 1, files: 1 });
  });

  it('are shown page by page, of one study too', async () => {
    const owner = await world.receiving();
    for (const number of [1, 2, 3, 4, 5])
      await send(owner, `${number}.dcm`, slice({ study: `1.2.${number % 2}`, series: `1.3.${number}`, number, z: 0 }));
    const all = orThrow(await reader.series(owner, 10)).map(({ series }) => series);
    const paged: string[] = [];
    for (
      let page = orThrow(await reader.series(owner, 2));
      page.length > 0;
      page = orThrow(await reader.series(owner, 2, { after: paged.at(-1) }))
    )
      paged.push(...page.map(({ series }) => series));
    expect(paged).toEqual(all);
    expect([...all].sort()).toEqual(all);
    const studies = orThrow(await reader.studies(owner, 1));
    const rest = orThrow(await reader.studies(owner, 10, studies[0]!.study));
    expect([...studies, ...rest].map(({ series }) => series).sort()).toEqual([2, 3]);
    expect(orThrow(await reader.series(owner, 10, { study: studies[0]!.study })).length).toBe(studies[0]!.series);
  });

  it('are their hospital’s alone', async () => {
    const [owner, other] = [await world.receiving(), await world.receiving()];
    await send(owner, '1.dcm', slice({ number: 1, z: 0 }));
    const asOther = { organisationId: other.organisationId, caseId: owner.caseId };
    expect(orThrow(await reader.studies(asOther, 10))).toEqual([]);
    expect(orThrow(await reader.summary(asOther))).toMatchObject({ files: 0, studies: 0 });
    const seen = await world.exchange.database.tenancy.rows(other.organisationId, 'select * from collected_instance', []);
    expect(orThrow(seen)).toEqual([]);
  });
});

describe('an object without a name', () => {
  it('gets one by its UIDs, and another one of the same UID stands beside it', async () => {
    const owner = await world.receiving();
    const seen = orThrow(await collectionFor(world.exchange.store, owner.it, owner.caseId));
    const sender = { kind: 'dicom', endpointId: owner.assetId, callingAe: 'A/../B' } as const;
    const receive = async (bytes: Buffer) =>
      (await world.intake.receiveObject(seen, { sender, under: ['pacs', sender.callingAe], bytes: streamOf(bytes) })).result;
    const [one, changed] = [slice({ number: 1, z: 0 }), slice({ number: 1, z: 1 })];
    expect(orThrow(await receive(one))).toMatchObject({ already: false, file: { path: 'pacs/A_.._B/1.2.3.1/1.2.3.2/1.2.3.2.1.dcm' } });
    expect(orThrow(await receive(one)).already).toBe(true);
    expect(orThrow(await receive(changed)).file.path).toMatch(/1\.2\.3\.2\.1~[0-9a-f]{16}\.dcm$/);
    expect(orThrow(await receive(changed)).already).toBe(true);
    expect(orThrow(await reader.summary(owner))).toMatchObject({ instances: 1, files: 2, duplicates: 1 });
    expect(await receive(Buffer.from('no image'))).toMatchObject({ ok: false, refusal: { code: 'collection.not-dicom' } });
  });
});

describe('an endpoint', () => {
  const given = { calledAe: 'CHEST_CT', callingAes: ['CT_1'], addresses: ['10.1.0.0/16', '2001:db8::/32', '192.0.2.7'] };

  it('leads one title of the whole exchange to one asset, from where it is allowed', async () => {
    const { connections, urls } = world.exchange.database;
    const { app } = connections;
    expect(orThrow(await hasEndpoints(urls.app))).toBe(false);
    const [owner, other] = [await world.receiving(), await world.receiving()];
    const made = orThrow(await endpoints.create(owner, given, owner.it));
    expect(orThrow(await hasEndpoints(urls.app))).toBe(true);
    const found = orThrow(await calledEndpoint(app, 'CHEST_CT'))!;
    expect(found).toMatchObject({ id: made.id, organisationId: owner.organisationId, assetId: owner.assetId });
    const admitted = ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::5', '192.0.2.7'].map((address) => found.admits('CT_1', address));
    expect(admitted).toEqual([true, true, true, true]);
    expect(['10.2.0.1', '192.0.2.8', '', 'fe80::1'].map((address) => found.admits('CT_1', address))).toEqual([false, false, false, false]);
    expect(found.admits('CT_2', '10.1.2.3')).toBe(false);
    expect(orThrow(await receivingCollection(world.exchange.database.tenancy, found))).toMatchObject({
      caseId: owner.caseId,
      state: 'receiving',
    });
    for (const title of ['chest_ct', '', ' any', '%', 'CHEST_C']) expect(orThrow(await calledEndpoint(app, title))).toBeUndefined();

    const taken = await endpoints.create(other, given, other.it);
    expect(taken).toMatchObject({ ok: false, refusal: { code: 'collection.ae-title-taken' } });
    expect(orThrow(await endpoints.list({ ...owner, organisationId: other.organisationId }))).toEqual([]);
    const foreign = await endpoints.close({ ...owner, organisationId: other.organisationId }, made.id, other.it);
    expect(foreign).toMatchObject({ ok: false, refusal: { code: 'collection.no-such-endpoint' } });

    orThrow(await endpoints.close(owner, made.id, owner.it));
    expect(orThrow(await calledEndpoint(app, 'CHEST_CT'))).toBeUndefined();
    orThrow(await endpoints.create(other, given, other.it));
    expect(orThrow(await calledEndpoint(app, 'CHEST_CT'))).toMatchObject({ assetId: other.assetId });
  });

  it('tells whether it is answered: by what receivers say of themselves, and whether a collection receives', async () => {
    const { database } = world.exchange;
    const owner = await world.receiving();
    const made = orThrow(await endpoints.create(owner, { ...given, calledAe: 'ANSWERED' }, owner.it));
    const look = async () => orThrow(await endpoints.answered(owner, [made]))[0]!;
    expect(await look()).toMatchObject({ listening: false, receivers: [], notes: [{ code: 'dicom.no-receiver' }] });

    const signs = new ReceiverSigns(database.connections.app);
    const [id, host] = [newId(), { host: '0.0.0.0', port: 11_112, tls: true }];
    for (const _ of [1, 2]) orThrow(await signs.beat(id, host));
    const { receivers, ...answered } = await look();
    expect(answered).toMatchObject({ listening: true, notes: [] });
    expect(receivers).toEqual([{ ...host, since: expect.any(Date) as Date }]);
    const closed = { ...made, closedAt: new Date() };
    expect(orThrow(await endpoints.answered(owner, [closed]))).toMatchObject([{ listening: false, receivers: [] }]);

    await database.look(`update dicom_receiver set seen_at = seen_at - interval '31 seconds'`);
    expect(await look()).toMatchObject({ listening: false, notes: [{ code: 'dicom.no-receiver' }] });
    orThrow(await signs.beat(id, host));
    expect((await look()).listening).toBe(true);
    orThrow(await signs.end(id));
    expect(await database.look('select id from dicom_receiver')).toEqual([]);
    expect((await look()).listening).toBe(false);
  });

  it.each([
    ['calledAe', { calledAe: '' }],
    ['calledAe', { calledAe: ' CT' }],
    ['calledAe', { calledAe: 'SEVENTEEN_LETTERS' }],
    ['calledAe', { calledAe: 'BACK\\SLASH' }],
    ['callingAes', { callingAes: [] }],
    ['callingAes', { callingAes: ['放射科'] }],
    ['addresses', { addresses: [] }],
    ['addresses', { addresses: ['10.1.2.3/16'] }],
    ['addresses', { addresses: ['10.1.2.0/33'] }],
    ['addresses', { addresses: ['2001:db8::1/64'] }],
    ['addresses', { addresses: ['anywhere'] }],
  ])('has %s of the right form: %j', async (field, wrong) => {
    const owner = await world.receiving();
    const made = await endpoints.create(owner, { ...given, ...wrong }, owner.it);
    expect(made).toMatchObject({ ok: false, refusal: { code: 'collection.endpoint-form', field } });
  });
});
