import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { type PersonActor } from '#libs/cases';
import { type CommandAnswer } from '#libs/case-runtime';
import { ownProcessEngine, type Engine } from '#libs/engine';
import { newId, orThrow, type Result } from '#libs/kernel';
import {
  assetKind,
  manifestText,
  pipelineJobs,
  type AssetData,
  type Manifest,
  type ManifestFile,
  type SealedDataset,
  type Stage,
} from '#libs/pipeline';
import { FileKeyStore, FileObjectStore, type ObjectStore } from '#libs/storage';
import { generateChestCtStudy, type PlantedIdentity } from '../../../test/fixtures/synthetic-study';
import { person, testExchange, type TestExchange } from '../../../test/support';
import { type GovernanceData } from '../governance.data';
import { governanceJobs } from '../governance.jobs';
import { governanceKind } from '../governance.kind';
import { governanceStage } from '../governance.stage';
import { type GovernanceDependencies } from '../job-dependencies';

export const HOME = 'hospital-1';

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

/** A file that is sealed besides the synthetic images. */
export interface MoreFile {
  readonly path: string;
  readonly bytes: Buffer;
}

interface ExchangeOptions {
  readonly patients?: number;
  readonly slices?: number;
  /** Absent: the engine in this process. */
  readonly engine?: Engine;
  /** Absent: in files. */
  readonly objects?: ObjectStore;
}

/** A hospital with real DICOM files, a real store and real jobs. Its people are the test's. */
export class GovernanceExchange {
  readonly hospital = newId();
  readonly it = person(this.hospital, 'hospital', 'it');
  readonly committee = person(this.hospital, 'hospital', 'data-committee');
  readonly director = person(this.hospital, 'hospital', 'director');
  readonly finance = person(this.hospital, 'hospital', 'finance');
  /** What the jobs reach: a test may put a store in between that gives out. */
  store: ObjectStore;

  private constructor(
    readonly exchange: TestExchange,
    readonly dependencies: GovernanceDependencies,
    readonly folder: string,
    readonly objects: ObjectStore,
    /** Paths of the synthetic images. */
    readonly images: readonly string[],
    readonly identities: readonly PlantedIdentity[],
  ) {
    this.store = objects;
  }

  static async start({ patients = 3, slices = 4, ...given }: ExchangeOptions = {}): Promise<GovernanceExchange> {
    const folder = await mkdtemp(join(tmpdir(), 'governance-'));
    const objects = given.objects ?? (await FileObjectStore.at(join(folder, 'objects')));
    const source = join(folder, 'source');
    const written = await generateChestCtStudy({
      folder: source,
      patients,
      slicesPerSeries: slices,
      rows: 32,
      columns: 32,
      seed: 'governance',
    });
    let world: GovernanceExchange | undefined = undefined;
    const through: ObjectStore = {
      put: (...given) => world!.store.put(...given),
      open: (...given) => world!.store.open(...given),
      stat: (...given) => world!.store.stat(...given),
      delete: (...given) => world!.store.delete(...given),
    };
    let dependencies: GovernanceDependencies | undefined = undefined;
    const exchange = await testExchange({
      kinds: () => [assetKind, governanceKind()],
      jobs: ({ database, store, runner }) => {
        const { tenancy } = database;
        const limits = { version: 'test/1', files: 10, bytes: 1e9 };
        dependencies = {
          tenancy,
          store,
          runner,
          objects: through,
          keys: new FileKeyStore(folder),
          engine: given.engine ?? ownProcessEngine(),
          workFolder: join(folder, 'work'),
          limits,
        };
        const collection: Stage = { name: 'collection', kinds: ['collection'] };
        return [...pipelineJobs({ runner, stages: [collection, governanceStage({ tenancy, runner })] }), ...governanceJobs(dependencies)];
      },
    });
    const images = written.files.map((file) => join(source, file));
    world = new GovernanceExchange(exchange, dependencies!, folder, objects, images, written.identities);
    return world;
  }

  async drop(): Promise<void> {
    await this.exchange.drop();
    await this.dependencies.engine.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  give(caseId: string, command: string, actor: PersonActor, payload: object = {}): Promise<Result<CommandAnswer>> {
    return this.exchange.runner.command({ kind: 'governance', caseId, command, payload, actor });
  }

  async look(caseId: string): Promise<{ state: string; data: GovernanceData }> {
    return (await this.exchange.store.read(this.hospital, caseId))!.snapshot as unknown as { state: string; data: GovernanceData };
  }

  async asset(assetId: string): Promise<{ state: string; data: AssetData }> {
    return (await this.exchange.store.read(this.hospital, assetId))!.snapshot as unknown as { state: string; data: AssetData };
  }

  async planned(more: readonly MoreFile[] = [], payload: object = {}): Promise<{ assetId: string; caseId: string }> {
    const { assetId } = await this.sealedAsset(more);
    return { assetId, caseId: orThrow(await this.plan(assetId, payload)).caseId };
  }

  plan(assetId: string, payload: object = {}): Promise<Result<CommandAnswer>> {
    return this.exchange.runner.open({ kind: 'governance', organisationId: this.hospital, assetId, payload, actor: this.it });
  }

  /** Up to the review, with all jobs done. */
  async reviewed(more: readonly MoreFile[] = [], payload: object = {}): Promise<{ assetId: string; caseId: string }> {
    const planned = await this.planned(more, payload);
    orThrow(await this.give(planned.caseId, 'start', this.it));
    await this.exchange.drainJobs();
    return planned;
  }

  /** An asset whose files are sealed, as collection leaves it. */
  async sealedAsset(more: readonly MoreFile[] = []): Promise<{ assetId: string; sealed: SealedDataset }> {
    const { runner } = this.exchange;
    const opened = { kind: 'asset', organisationId: this.hospital, assetId: null, payload: registration, actor: this.it };
    const assetId = orThrow(await runner.open(opened)).caseId;
    const files = await this.storeFiles(more);
    const { text, digest } = manifestText({ assetId, datasetVersion: 1, kind: 'sealed', files });
    orThrow(await this.objects.put(this.hospital, Readable.from([Buffer.from(text)])));
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const made = { assetId, datasetVersion: 1, part: 'version' as const, digest, files: files.length, bytes, home: HOME };
    const sealed: SealedDataset = { ...made, collectionCaseId: newId() };
    const ended = await runner.command({
      kind: 'asset',
      caseId: assetId,
      organisationId: this.hospital,
      command: 'stage-ended',
      payload: { caseId: newId(), stage: 'collection', outcome: 'sealed', handover: sealed },
      actor: { kind: 'pipeline', id: newId() },
    });
    orThrow(ended);
    return { assetId, sealed };
  }

  async manifest(digest: string): Promise<Manifest> {
    return JSON.parse((await this.bytes(digest)).toString('utf8')) as Manifest;
  }

  async bytes(sha256: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of orThrow(await this.objects.open(this.hospital, sha256))) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  /** Planted values that stand in the bytes. Values of fewer than four bytes would be met by chance in pixels. */
  leaksIn(content: Buffer): string[] {
    return this.identities
      .filter(({ value, characterSet }) => {
        const bytes = iconv.encode(value, ENCODINGS[characterSet]);
        return bytes.length >= 4 && content.includes(bytes);
      })
      .map(({ kind, path }) => `${kind} at ${path}`);
  }

  private async storeFiles(more: readonly MoreFile[]): Promise<ManifestFile[]> {
    const images = this.images.map((path, index) => ({ path: `dicom/${String(index).padStart(4, '0')}`, bytes: createReadStream(path) }));
    const others = more.map(({ path, bytes }) => ({ path, bytes: Readable.from([bytes]) }));
    const files: ManifestFile[] = [];
    for (const { path, bytes } of [...images, ...others]) files.push({ path, ...orThrow(await this.objects.put(this.hospital, bytes)) });
    return files;
  }
}

const ENCODINGS = { 'ISO_IR 100': 'latin1', GB18030: 'gb18030', 'ISO_IR 192': 'utf8' } as const;

export const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);
