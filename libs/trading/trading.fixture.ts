import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Actor, type PersonActor } from '#libs/cases';
import { type CommandAnswer } from '#libs/case-runtime';
import { canonicalJson, newId, orThrow, sha256Hex, type LegalDate, type Result } from '#libs/kernel';
import { assetKind, pipelineJobs, type DatasetCard, type Manifest } from '#libs/pipeline';
import { FileObjectStore, type ObjectStore } from '#libs/storage';
import { UNRESTRICTED, type Terms } from '#libs/terms';
import { person, testExchange, type TestDatabase, type TestExchange } from '../../test/support';
import { tradingJobs } from './trading.jobs';
import { listingKind, orderKind } from './trading.kinds';
import { TradingServices } from './trading.services';
import { tradingStage } from './trading.stage';

/** For tests: an exchange with an asset that has come to trading, and all who take part in its sale. */
export const FIRST_DAY: LegalDate = '2026-11-19';

export const saleTerms: Terms = {
  ...UNRESTRICTED,
  buyerKinds: ['ai-company', 'research-institute'],
  regions: ['CN'],
  resale: false,
  export: false,
  retentionMonths: 36,
  conditions: [{ code: 'no-reidentification', kind: 'duty', text: { zh: '不得重新识别', en: 'no re-identification' } }],
};

export const listingPayload = (exchangeId: string) => ({
  exchangeId,
  priceModel: 'once',
  price: { amount: 60_000_00, currency: 'CNY' },
  expectedBuyers: 3,
  split: { vat: 600, treasury: 1000, contributors: 2000 },
});

export const orderPayload = (listingId: string) => ({
  listingId,
  use: {
    ...{ buyerKind: 'ai-company', purpose: 'algorithm-training', environment: 'download', region: 'CN', retentionMonths: 24 },
    ...{ resale: false, export: false, accepts: ['no-reidentification'] },
  },
  project: '肺结节检出算法训练',
  foreignControlled: false,
});

const registration = (hospital: string) => ({
  annex1: {
    ...{ name: '2025年广西医院胸部CT影像数据', summary: '六名患者的胸部CT平扫影像', industry: 'Q84', region: 'province' },
    ...{ periodFrom: '2025-01-01', periodTo: '2025-12-31', updateFrequency: 'year', records: 6, forms: ['image'] },
    ...{ structure: 'unstructured', restrictions: '无' },
  },
  rightsStatement: {
    source: 'own-collection',
    holders: [{ name: hospital, creditCode: '12450000000000000X', rights: ['holding', 'use', 'operation'], proofs: [sha256Hex('proof')] }],
  },
  planned: { scans: 6, records: 0, gigabytes: 1 },
});

const files: readonly (readonly [path: string, bytes: Buffer])[] = [
  ['CT/001/0001.dcm', Buffer.from('first instance')],
  ['CT/001/0002.dcm', Buffer.alloc(300_000, 7)],
  ['报告/001.txt', Buffer.from('未见异常。')],
];

const qualityReport = {
  format: 'medbourse-quality/1',
  dimensions: [{ dimension: 'completeness', numerator: 27, denominator: 28 }],
};

/** What governance makes of the dataset, in its three forms. Keys are not in order: what is published is the text, not what a reader makes of it. */
export const datasetCard = {
  card: '{"format": "medbourse-dataset-card/1", "cohort": {"patients": 12}, "a": "胸部CT"}',
  croissant: '{"@type": "sc:Dataset"}',
  dcat: '{"@type": "dcat:Dataset"}',
};

export class TradingFloor {
  readonly hospitalId = newId();
  readonly exchangeId = newId();
  readonly buyerId = newId();
  readonly otherBuyerId = newId();
  readonly it = person(this.hospitalId, 'hospital', 'it');
  readonly director = person(this.hospitalId, 'hospital', 'director');
  readonly finance = person(this.hospitalId, 'hospital', 'finance');
  readonly physician = person(this.hospitalId, 'hospital', 'contributor');
  readonly operator: PersonActor = { ...person(this.exchangeId, 'exchange', 'operator'), organisationRoles: ['exchange', 'custodian'] };
  readonly purchaser = person(this.buyerId, 'buyer', 'purchaser');
  readonly otherPurchaser = person(this.otherBuyerId, 'buyer', 'purchaser');
  assetId = '';
  manifestDigest = '';

  private constructor(
    readonly exchange: TestExchange,
    readonly objects: ObjectStore,
    readonly services: TradingServices,
    private readonly folder: string,
  ) {}

  /** `first` is done while there is no organisation yet. */
  static async open(first?: (database: TestDatabase) => Promise<void>): Promise<TradingFloor> {
    const folder = await mkdtemp(join(tmpdir(), 'trading-'));
    const objects = await FileObjectStore.at(folder);
    const exchange = await testExchange({
      kinds: ({ ledger }) => [assetKind, listingKind({ ledger, objects }), orderKind()],
      jobs: ({ database, store, runner }) => [
        ...pipelineJobs({ runner, stages: [tradingStage({ tenancy: database.tenancy, runner })] }),
        ...tradingJobs({ store, objects, runner }),
      ],
    });
    const { tenancy } = exchange.database;
    const publicRole = exchange.database.connections.public;
    const services = new TradingServices({ store: exchange.store, tenancy, objects, publicRole, runner: () => exchange.runner });
    const floor = new TradingFloor(exchange, objects, services, folder);
    await first?.(exchange.database);
    await floor.begin();
    return floor;
  }

  async close(): Promise<void> {
    await this.exchange.drop();
    await rm(this.folder, { recursive: true });
  }

  private async begin(): Promise<void> {
    await this.exchange.advanceTo(FIRST_DAY);
    await this.organisation(this.hospitalId, '广西第一医院', ['hospital']);
    await this.organisation(this.exchangeId, '北部湾数据交易中心', ['exchange', 'custodian']);
    await this.organisation(this.buyerId, '甲智能公司', ['buyer']);
    await this.organisation(this.otherBuyerId, '乙研究院', ['buyer']);
    this.assetId = await this.newAsset();
  }

  async organisation(id: string, name: string, roles: readonly string[]): Promise<void> {
    await this.exchange.database.look(
      `insert into organisation (id, credit_code, name, roles, home, region) values ($1, $2, $3, $4, 'main', '450000')`,
      [id, id.slice(-18), name, roles],
    );
  }

  /** An asset that the stages before have brought to trading; what they say at their ends is given as they would. */
  async newAsset(
    terms: Terms = saleTerms,
    routes: readonly string[] = ['download', 'secure-environment', 'statistics-only'],
  ): Promise<string> {
    const opened = await this.exchange.runner.open({
      ...{ kind: 'asset', organisationId: this.hospitalId, assetId: null, actor: this.it, payload: registration('广西第一医院') },
    });
    const assetId = orThrow(opened).caseId;
    const governed = await this.governedData(assetId);
    this.manifestDigest = governed.digest;
    const bound = { assetId, governedDigest: governed.digest, terms, validUntil: '2027-11-19' };
    const common = { assetId, datasetVersion: 1, part: 'version', home: 'main', files: files.length, bytes: governed.bytes };
    await this.ended(assetId, 'collection', 'sealed', { ...common, digest: sha256Hex('raw'), collectionCaseId: newId() });
    await this.ended(assetId, 'governance', 'released', {
      ...{ ...common, digest: governed.digest, sealedDigest: sha256Hex('raw'), governanceCaseId: newId() },
      ...{ finding: 'anonymised', level: 2, routes, qualityReport: governed.report, card: governed.card },
    });
    await this.ended(assetId, 'assessment', 'issued', {
      ...{ ...bound, caseId: newId(), outcome: 'pass-with-conditions', evidenceDigest: sha256Hex('evidence'), firmId: newId() },
    });
    await this.ended(assetId, 'confirmation', 'attested', {
      ...{ ...bound, caseId: newId(), number: 'SJ4512026110001', attestedAt: '2026-11-18T00:00:00.000Z', agencyId: this.exchangeId },
    });
    return assetId;
  }

  private async governedData(assetId: string): Promise<{ digest: string; report: string; card: DatasetCard; bytes: number }> {
    const stored: Manifest['files'] = await Promise.all(
      files.map(async ([path, bytes]) => ({ path, bytes: bytes.length, sha256: await this.stored(bytes) })),
    );
    const manifest: Manifest = { format: 'medbourse-manifest/1', assetId, datasetVersion: 1, kind: 'governed', files: stored };
    const bytes = stored.reduce((sum, file) => sum + file.bytes, 0);
    const text = (form: keyof DatasetCard) => this.stored(Buffer.from(datasetCard[form]));
    return {
      digest: await this.stored(Buffer.from(canonicalJson(manifest))),
      report: await this.stored(Buffer.from(JSON.stringify(qualityReport))),
      card: { card: await text('card'), croissant: await text('croissant'), dcat: await text('dcat') },
      bytes,
    };
  }

  async stored(bytes: Buffer): Promise<string> {
    return orThrow(await this.objects.put(this.hospitalId, Readable.from([bytes]))).sha256;
  }

  private async ended(assetId: string, stage: string, outcome: string, handover: object): Promise<void> {
    const payload = { caseId: newId(), stage, outcome, handover };
    orThrow(await this.give('asset', assetId, 'stage-ended', payload, { kind: 'pipeline', id: newId() }));
  }

  /** Opens a case about the asset. */
  openCase(kind: 'listing' | 'order', payload: object, actor: PersonActor): Promise<Result<CommandAnswer>> {
    return this.exchange.runner.open({ kind, organisationId: this.hospitalId, assetId: this.assetId, payload, actor });
  }

  give(kind: string, caseId: string, command: string, payload: object, actor: Actor): Promise<Result<CommandAnswer>> {
    return this.exchange.runner.command({ kind, caseId, command, payload, actor, organisationId: this.hospitalId });
  }

  /** Must be accepted; answers the state. */
  async order(caseId: string, command: string, payload: object, actor: Actor): Promise<string> {
    return orThrow(await this.give('order', caseId, command, payload, actor)).state;
  }

  async listed(payload: object = listingPayload(this.exchangeId)): Promise<string> {
    const { caseId } = orThrow(await this.openCase('listing', payload, this.finance));
    orThrow(await this.give('listing', caseId, 'review', { remark: '一致' }, this.operator));
    orThrow(await this.give('listing', caseId, 'list', {}, this.operator));
    return caseId;
  }

  async requested(listingId: string, actor: PersonActor = this.purchaser): Promise<string> {
    return orThrow(await this.openCase('order', orderPayload(listingId), actor)).caseId;
  }

  async checked(orderId: string): Promise<void> {
    for (const subject of ['buyer', 'seller', 'source'])
      await this.order(
        orderId,
        'record-check',
        { subject, result: 'passed', evidence: [sha256Hex(subject)], remark: '一致' },
        this.operator,
      );
  }

  async agreed(listingId: string, actor: PersonActor = this.purchaser): Promise<string> {
    const orderId = await this.requested(listingId, actor);
    await this.checked(orderId);
    await this.order(orderId, 'offer', { price: { amount: 60_000_00, currency: 'CNY' } }, this.finance);
    await this.order(orderId, 'agree', {}, actor);
    return orderId;
  }

  async paid(listingId: string, actor: PersonActor = this.purchaser): Promise<string> {
    const orderId = await this.agreed(listingId, actor);
    await this.pay(orderId, actor);
    return orderId;
  }

  async pay(orderId: string, actor: PersonActor = this.purchaser): Promise<void> {
    const amount = { amount: 60_000_00, currency: 'CNY' };
    await this.order(orderId, 'record-payment', { reference: 'ICBC-1', amount }, actor);
    await this.order(orderId, 'confirm-payment', { amount }, this.operator);
    await this.exchange.drainJobs();
  }

  /** Of the manifest that is sold. */
  async governedObjects(): Promise<Manifest['files']> {
    const manifest = await readAll(orThrow(await this.objects.open(this.hospitalId, this.manifestDigest)));
    return (JSON.parse(manifest.toString()) as Manifest).files;
  }

  /** Downloads with a new link; answers the archive. */
  async downloaded(orderId: string, actor: PersonActor = this.purchaser): Promise<Buffer> {
    const { token } = orThrow(await this.services.deliveries.issueLink(actor, orderId));
    const { stream } = orThrow(await this.services.deliveries.open(actor, token));
    return readAll(stream);
  }

  async stateOf(caseId: string): Promise<string> {
    const [row] = await this.exchange.database.look<{ state: string }>('select state from case_record where id = $1', [caseId]);
    return row!.state;
  }
}

export async function readAll(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
