import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { type PersonActor } from '#libs/cases';
import { canonicalJson, newId, orThrow, sha256Hex, type Result } from '#libs/kernel';
import { assetKind, pipelineJobs, type AssetData, type Manifest, type SealedDataset, type Stage } from '#libs/pipeline';
import { FileObjectStore, type ObjectStore } from '#libs/storage';
import { generateChestCtStudy, type PlantedIdentity } from '../../apps/cli/synthetic';
import { person, testExchange, type TestExchange } from '../../test/support';
import { FileKeyStore, homeKeyIn } from './file-key-store';
import { type GovernanceData } from './governance.data';
import { governanceJobs } from './governance.jobs';
import { governanceKind } from './governance.kind';
import { governanceStage } from './governance.stage';
import { type GovernanceDependencies } from './job-dependencies';
import { type RawRead } from './raw-read.store';

const ENCODINGS = { 'ISO_IR 100': 'latin1', GB18030: 'gb18030', 'ISO_IR 192': 'utf8' } as const;
const HOME = 'hospital-1';
const NOTES = Buffer.from('not an image at all\n'.repeat(20));
const registration = {
  annex1: {
    name: '2025年医院胸部CT影像数据',
    summary: '胸部CT平扫影像。',
    industry: 'Q84',
    region: 'city',
    periodFrom: '2015-01-01',
    periodTo: '2026-12-31',
    updateFrequency: 'year',
    records: 3,
    forms: ['image'],
    structure: 'unstructured',
    restrictions: '无',
  },
  rightsStatement: {
    source: 'own-collection',
    holders: [{ name: '某某市人民医院', creditCode: '12450000000000000X', rights: ['holding'], proofs: ['0'.repeat(64)] }],
  },
  planned: { scans: 4, records: 0, gigabytes: 1 },
};

/** Goal: a sealed dataset of real DICOM goes through governance on a real Postgres with real files, whatever happens to a worker on the way. */
describe('governance of a sealed dataset', () => {
  let exchange: TestExchange;
  let folder: string;
  let dependencies: GovernanceDependencies;
  let identities: readonly PlantedIdentity[];
  let paths: readonly string[];
  const objects: { real: ObjectStore; used: ObjectStore } = {} as never;
  const hospital = newId();
  const it_ = person(hospital, 'hospital', 'it');
  const committee = person(hospital, 'hospital', 'data-committee');
  const director = person(hospital, 'hospital', 'director');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'governance-'));
    objects.real = await FileObjectStore.at(join(folder, 'objects'));
    objects.used = objects.real;
    const through: ObjectStore = {
      put: (...given) => objects.used.put(...given),
      open: (...given) => objects.used.open(...given),
      stat: (...given) => objects.used.stat(...given),
      delete: (...given) => objects.used.delete(...given),
    };
    const keys = new FileKeyStore(folder, await homeKeyIn(folder));
    const source = join(folder, 'source');
    const written = await generateChestCtStudy({
      folder: source,
      patients: 3,
      slicesPerSeries: 4,
      rows: 32,
      columns: 32,
      seed: 'governance',
    });
    identities = written.identities;
    paths = written.files.map((file) => join(source, file));
    const collection: Stage = { name: 'collection', kinds: ['collection'] };
    exchange = await testExchange({
      kinds: () => [assetKind, governanceKind()],
      jobs: ({ database, store, runner }) => {
        dependencies = {
          tenancy: database.tenancy,
          store,
          runner,
          objects: through,
          keys,
          workFolder: join(folder, 'work'),
          limits: { version: 'test/1', files: 10, bytes: 1e9 },
        };
        const stages = [collection, governanceStage({ tenancy: database.tenancy, runner })];
        return [...pipelineJobs({ runner, stages }), ...governanceJobs(dependencies)];
      },
    });
  });
  afterAll(async () => {
    await exchange.drop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    objects.used = objects.real;
  });

  const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);
  const give = (caseId: string, command: string, actor: PersonActor, payload: object = {}) =>
    exchange.runner.command({ kind: 'governance', caseId, command, payload, actor });
  const look = async (caseId: string) => (await exchange.store.read(hospital, caseId))!.snapshot;
  const dataOf = async (caseId: string) => (await look(caseId)).data as GovernanceData;
  const asset = async (assetId: string) => (await look(assetId)) as unknown as { state: string; data: AssetData };

  /** An asset whose files are sealed, as collection leaves it. */
  async function sealedAsset(more: readonly { path: string; bytes: Buffer }[] = []): Promise<{ assetId: string; sealed: SealedDataset }> {
    const opened = await exchange.runner.open({
      kind: 'asset',
      organisationId: hospital,
      assetId: null,
      payload: registration,
      actor: it_,
    });
    const assetId = orThrow(opened).caseId;
    const files: Manifest['files'][number][] = [];
    for (const [index, path] of paths.entries()) {
      const put = orThrow(await objects.real.put(hospital, createReadStream(path)));
      files.push({ path: `dicom/${String(index).padStart(4, '0')}`, sha256: put.sha256, bytes: put.bytes });
    }
    for (const { path, bytes } of more) {
      const put = orThrow(await objects.real.put(hospital, Readable.from([bytes])));
      files.push({ path, sha256: put.sha256, bytes: put.bytes });
    }
    const manifest: Manifest = { format: 'medbourse-manifest/1', assetId, datasetVersion: 1, kind: 'sealed', files };
    const text = canonicalJson(manifest);
    orThrow(await objects.real.put(hospital, Readable.from([Buffer.from(text)])));
    const sealed: SealedDataset = {
      assetId,
      datasetVersion: 1,
      part: 'version',
      digest: sha256Hex(text),
      files: files.length,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      home: HOME,
      collectionCaseId: newId(),
    };
    const ended = await exchange.runner.command({
      kind: 'asset',
      caseId: assetId,
      organisationId: hospital,
      command: 'stage-ended',
      payload: { caseId: newId(), stage: 'collection', outcome: 'sealed', handover: sealed },
      actor: { kind: 'pipeline', id: newId() },
    });
    orThrow(ended);
    return { assetId, sealed };
  }

  async function planned(more: Parameters<typeof sealedAsset>[0] = []): Promise<{ assetId: string; caseId: string }> {
    const { assetId } = await sealedAsset(more);
    const opened = await exchange.runner.open({ kind: 'governance', organisationId: hospital, assetId, payload: {}, actor: it_ });
    return { assetId, caseId: orThrow(opened).caseId };
  }

  /** Planted values that stand in the bytes. Values of fewer bytes than this would be met by chance in pixels. */
  function leaksIn(content: Buffer): string[] {
    return identities
      .filter(({ value, characterSet }) => {
        const bytes = iconv.encode(value, ENCODINGS[characterSet]);
        return bytes.length >= 4 && content.includes(bytes);
      })
      .map(({ kind, path }) => `${kind} at ${path}`);
  }

  const manifestOf = async (digest: string): Promise<Manifest> => JSON.parse((await bytesOf(digest)).toString('utf8')) as Manifest;
  async function bytesOf(sha256: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of orThrow(await objects.real.open(hospital, sha256))) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  it('goes from the plan to a released version that bears no identity', async () => {
    const { assetId, caseId } = await planned();
    expect(await dataOf(caseId)).toMatchObject({ plan: { files: paths.length, estimate: { expected: { amount: 4 * 55_00 } } }, run: null });
    orThrow(await give(caseId, 'start', it_));
    const ran = await exchange.drainJobs();
    expect(ran).toEqual([
      'governance.split',
      ...Array<string>(Math.ceil(paths.length / 10)).fill('governance.shard'),
      'governance.measure',
    ]);

    const { state, data } = (await look(caseId)) as unknown as { state: string; data: GovernanceData };
    expect({ state, blocked: data.blocked }).toEqual({ state: 'review', blocked: null });
    expect(data.measured?.tally).toMatchObject({ files: paths.length, released: paths.length, quarantined: 0, refused: 0, patients: 3 });
    expect(data.grading).toMatchObject({ finding: 'de-identified', level: 3 });
    for (const figure of data.measured!.dimensions) expect(figure.numerator).toBeLessThanOrEqual(figure.denominator);

    orThrow(await give(caseId, 'release', committee));
    expect(await exchange.drainJobs()).toEqual(['governance.seal', 'pipeline.stage-ended']);
    const released = await asset(assetId);
    expect(released.state).toBe('assessment');
    const governed = released.data.governed!;
    expect(governed).toMatchObject({ governanceCaseId: caseId, finding: 'de-identified', level: 3, files: paths.length + 2 });

    const manifest = await manifestOf(governed.digest);
    expect(sha256Hex(canonicalJson(manifest))).toBe(governed.digest);
    expect(manifest.files.map(({ path }) => path)).toEqual(manifest.files.map(({ path }) => path).sort());
    for (const { path, sha256, bytes } of manifest.files) {
      const content = await bytesOf(sha256);
      expect({ path, bytes: content.length, sha256: sha256Hex(content) }).toEqual({ path, bytes, sha256 });
      expect(leaksIn(content)).toEqual([]);
      expect(leaksIn(Buffer.from(path))).toEqual([]);
    }
  });
});
