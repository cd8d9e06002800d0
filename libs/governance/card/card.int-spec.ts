import { expand, type JsonLdDocument } from 'jsonld';
import { ok, orThrow } from '#libs/kernel';
import { SAMPLE_CANDIDATES, type DatasetCard, type Manifest, type SampleCandidate } from '#libs/pipeline';
import { GovernanceExchange } from '../testing/governance-exchange';
import { sampleCandidates } from './sample-candidates';

interface Croissant {
  readonly distribution: readonly { readonly '@id': string; readonly contentUrl?: string; readonly sha256?: string }[];
  readonly recordSet: readonly {
    readonly '@id': string;
    readonly field: readonly { readonly source?: { extract: { column: string } } }[];
  }[];
}

interface Card {
  readonly cohort: { readonly patients: number; readonly series: number; readonly instances: number };
  readonly splits: { readonly sizes: readonly { readonly split: string; readonly patients: number; readonly series: number }[] };
  readonly lineage: { readonly sealedDigest: string; readonly reports: readonly { readonly path: string; readonly sha256: string }[] };
}

const SECTIONS = [
  ...['identification', 'source', 'cohort', 'acquisition', 'dictionary', 'annotation', 'splits', 'quality', 'deidentification'],
  ...['lineage', 'use', 'disclosure'],
];

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Goal: the governed version holds its card, index and previews, they agree with what was released, and none bears an identity. */
describe('the card of a governed dataset', () => {
  let world: GovernanceExchange;
  let manifest: Manifest;
  let digests: DatasetCard;
  let caseId: string;

  beforeAll(async () => {
    world = await GovernanceExchange.start();
    const planned = await world.reviewed();
    caseId = planned.caseId;
    orThrow(await world.give(caseId, 'release', world.committee));
    await world.exchange.drainJobs();
    const governed = (await world.asset(planned.assetId)).data.governed!;
    manifest = await world.manifest(governed.digest);
    digests = governed.card!;
  });
  afterAll(() => world.drop());

  const entry = (path: string) => manifest.files.find((file) => file.path === path)!;
  const textOf = async (path: string): Promise<string> => (await world.bytes(entry(path).sha256)).toString('utf8');
  const json = async <T>(path: string): Promise<T> => JSON.parse(await textOf(path)) as T;
  const index = async (): Promise<Record<string, string>[]> => {
    const [head = '', ...lines] = (await textOf('card/series.csv')).trim().split('\n');
    const names = head.split(',');
    return lines.map((line) => Object.fromEntries(line.split(',').map((value, column) => [names[column]!, value])));
  };

  it('is handed on by the digests under which the governed version lists it', () => {
    expect(digests).toEqual({
      card: entry('card/dataset-card.json').sha256,
      croissant: entry('card/croissant.json').sha256,
      dcat: entry('card/dcat.jsonld').sha256,
    });
  });

  it('indexes every released series, each patient in one part', async () => {
    const rows = await index();
    const released = manifest.files.filter(({ path }) => path.endsWith('.dcm'));
    expect(new Set(rows.map(({ folder }) => folder))).toEqual(new Set(released.map(({ path }) => path.slice(0, path.lastIndexOf('/')))));
    expect(rows.reduce((sum, { instances }) => sum + Number(instances), 0)).toBe(released.length);
    expect(rows.reduce((sum, { bytes }) => sum + Number(bytes), 0)).toBe(released.reduce((sum, { bytes }) => sum + bytes, 0));
    const parts = new Map<string, Set<string>>();
    for (const { patient, split } of rows) parts.set(patient!, (parts.get(patient!) ?? new Set()).add(split!));
    for (const split of parts.values()) expect(split.size).toBe(1);
    const { cohort, splits } = await json<Card>('card/dataset-card.json');
    expect(cohort).toMatchObject({ patients: parts.size, series: rows.length, instances: released.length });
    for (const { split, series } of splits.sizes) expect(series).toBe(rows.filter((row) => row['split'] === split).length);
  });

  it('shows each series by a preview of its own', async () => {
    const shown = (await index()).map(({ thumbnail }) => thumbnail!);
    expect(manifest.files.filter(({ path }) => path.startsWith('thumbnails/')).map(({ path }) => path)).toEqual([...shown].sort());
    for (const path of shown) {
      const png = await world.bytes(entry(path).sha256);
      expect(png.subarray(0, 8)).toEqual(PNG_SIGNATURE);
      expect(Math.max(png.readUInt32BE(16), png.readUInt32BE(20))).toBeLessThanOrEqual(256);
    }
  });

  it('offers previews as samples where nothing was held for its pixels, and none once a person judged one', async () => {
    const key = { organisationId: world.hospital, caseId };
    const sealed = await textOf(SAMPLE_CANDIDATES);
    const candidates = sealed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as SampleCandidate);
    const rows = await index();
    expect(candidates.map(({ series }) => series)).toEqual(rows.map(({ series }) => series!).sort());
    for (const { series, patient, sha256, bytes } of candidates) {
      expect(patient).toBe(rows.find((row) => row['series'] === series)!['patient']);
      expect({ sha256, bytes }).toEqual({
        sha256: entry(`thumbnails/${series}.png`).sha256,
        bytes: entry(`thumbnails/${series}.png`).bytes,
      });
    }
    const now = () =>
      world.exchange.database.tenancy.readTenant(key.organisationId, async (query) => ok(await sampleCandidates(query, key)));
    expect(orThrow(await now())).toBe(sealed);
    const [first, second, third] = candidates as [SampleCandidate, SampleCandidate, SampleCandidate];
    const file = `select file from governance_file where case_id = $1 and series = $2 limit 1`;
    await world.exchange.database.look(
      `insert into governance_decision (organisation_id, case_id, file, epoch, decision, reason, decided_by, decided_at)
       select organisation_id, case_id, file, epoch, 'clear', 'seen', gen_random_uuid(), now() from governance_file
       where case_id = $1 and file = (${file})`,
      [caseId, first.series],
    );
    const reason = (code: string) => JSON.stringify([{ code }]);
    for (const [series, verdict, code] of [
      [second.series, 'released', 'burned-in-removed'],
      [third.series, 'quarantined', 'recognizable-face'],
    ])
      await world.exchange.database.look(
        `update governance_file set reasons = $3::jsonb, verdict = $4, sha256 = case when $4 = 'released' then sha256 end
         where case_id = $1 and file = (${file})`,
        [caseId, series, reason(code!), verdict],
      );
    const left = orThrow(await now());
    for (const { series } of [first, second, third]) expect(left).not.toContain(series);
    expect(left.split('\n').filter(Boolean)).toHaveLength(candidates.length - 3);
  });

  it('names files and columns that are there, with their digests', async () => {
    const { distribution, recordSet } = await json<Croissant>('card/croissant.json');
    const named = distribution.filter(({ sha256 }) => sha256 !== undefined);
    expect(named.length).toBe(4);
    for (const { contentUrl, sha256 } of named)
      expect(entry(new URL(contentUrl!, 'file:///card/croissant.json').pathname.slice(1)).sha256).toBe(sha256);
    const columns = Object.keys((await index())[0]!);
    const fields = recordSet.find((set) => set['@id'] === 'series')!.field;
    expect(fields.map(({ source }) => source!.extract.column)).toEqual(columns);
    const { lineage } = await json<Card>('card/dataset-card.json');
    for (const { path, sha256 } of lineage.reports) expect(entry(path).sha256).toBe(sha256);
  });

  it('has every section, and explains every field that is delivered', async () => {
    const card = await json<Record<string, unknown>>('card/dataset-card.json');
    expect(Object.keys(card).sort()).toEqual(['format', 'standards', ...SECTIONS].sort());
    const [, ...entries] = (await textOf('card/data-dictionary.csv')).trim().split('\n');
    const explained = (file: string) => entries.filter((line) => line.startsWith(`${file},`)).map((line) => line.split(',')[1]);
    expect(explained('card/series.csv')).toEqual(Object.keys((await index())[0]!));
    const [line = ''] = (await textOf('report/files.jsonl')).split('\n');
    expect(explained('report/files.jsonl').sort()).toEqual(Object.keys(JSON.parse(line) as object).sort());
  });

  it('is JSON-LD of which no reader drops a term', async () => {
    const dcat = await json<JsonLdDocument>('card/dcat.jsonld');
    const [dataset] = await expand(dcat, { safe: true } as object);
    expect(dataset).toMatchObject({
      '@type': ['http://www.w3.org/ns/dcat#Dataset'],
      'http://healthdataportal.eu/ns/health#numberOfUniqueIndividuals': [
        { '@type': 'http://www.w3.org/2001/XMLSchema#nonNegativeInteger', '@value': '3' },
      ],
    });
    await expect(expand({ ...(dcat as object), unknown: 'term' }, { safe: true } as object)).rejects.toThrow(/Safe mode/);
    expect(await expand(await json<JsonLdDocument>('card/croissant.json'))).toHaveLength(1);
  });

  it('bears no identity and no raw digest', async () => {
    const raw = await world.exchange.database.look<{ sha256: string }>('select source_sha256 as sha256 from governance_file');
    for (const { path, sha256 } of manifest.files.filter((file) => !file.path.endsWith('.dcm') && !file.path.startsWith('report/'))) {
      const bytes = await world.bytes(sha256);
      expect({ path, leaks: world.leaksIn(bytes) }).toEqual({ path, leaks: [] });
      expect(raw.filter((file) => bytes.includes(file.sha256))).toEqual([]);
    }
  });

  it('says the same of the same files under another secret, but for replacements', async () => {
    const { caseId: again } = await world.reviewed();
    orThrow(await world.give(again, 'release', world.committee));
    await world.exchange.drainJobs();
    const { files } = await world.manifest((await world.look(again)).data.governed!.digest);
    const other = (await world.bytes(files.find(({ path }) => path === 'card/series.csv')!.sha256)).toString('utf8');
    const own = await textOf('card/series.csv');
    expect(other).not.toBe(own);
    // Replacements of UIDs differ in length, and so do the files.
    const plain = (csv: string) =>
      csv
        .replace(/2\.25\.\d+|P[0-9A-Z]{16}|train|validation|test/g, '')
        .replace(/,\d+,\/\//g, '')
        .split('\n')
        .sort();
    expect(plain(other)).toEqual(plain(own));
  });
});
