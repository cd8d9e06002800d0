import { type Query } from '#libs/database';
import { canonicalJson, ok, type Result } from '#libs/kernel';
import { governedDocuments, SAMPLE_CANDIDATES, type AssetData, type DatasetCard, type ManifestFile } from '#libs/pipeline';
import { type ObjectStore } from '#libs/storage';
import { type GovernanceData } from '../governance.data';
import { seriesOf, type CaseKey } from '../measure.store';
import { type QualityDocument } from '../quality/quality-document';
import { underModel } from '../risk/reidentification-risk';
import { putText } from '../stored-document';
import { thumbnailsOf, type Thumbnail } from '../thumbnail.store';
import { CohortTally, type CohortFacts } from './cohort-tally';
import { croissant } from './croissant';
import { dataDictionary } from './data-dictionary';
import { datasetCard } from './dataset-card';
import { type CardFile, type DatasetFacts } from './dataset-facts';
import { dcat } from './dcat';
import { governedSeries } from './governed-series';
import { sampleCandidates } from './sample-candidates';
import { seriesIndexHead, seriesIndexLine } from './series-index';

/** Forms of the card, each a file of the governed version. */
export const CARD_FILES = {
  card: governedDocuments['dataset-card.json'].path,
  croissant: governedDocuments['croissant.json'].path,
  dcat: governedDocuments['dcat.jsonld'].path,
} as const satisfies DatasetCard;

export interface CardRequest {
  readonly query: Query;
  readonly objects: ObjectStore;
  readonly key: CaseKey;
  readonly assetId: string;
  readonly asset: AssetData;
  readonly data: GovernanceData;
  readonly quality: QualityDocument;
  /** Of the governed version, which the card names as its lineage. */
  readonly reports: readonly CardFile[];
}

export interface CardOutcome {
  readonly files: readonly ManifestFile[];
  readonly digests: DatasetCard;
}

/**
 * What the governed version holds besides images and reports: previews, the index of series, the dictionary, and the card in three forms. It follows
 * from the case and the asset alone, so that sealed twice it is the same.
 */
export async function cardFiles(request: CardRequest): Promise<Result<CardOutcome>> {
  const { query, key } = request;
  const thumbnails = await thumbnailsOf(query, key);
  const { index, cohort } = await surveySeries(query, key, thumbnails);
  const tables = await putAll(request, { 'card/series.csv': index, [governedDocuments['data-dictionary.csv'].path]: dataDictionary() });
  if (!tables.ok) return tables;
  const samples = await putAll(request, { [SAMPLE_CANDIDATES]: await sampleCandidates(query, key) });
  if (!samples.ok) return samples;
  const [series, dictionary] = tables.value as [ManifestFile, ManifestFile];
  const facts = await datasetFacts(request, cohort, { tables: { series, dictionary }, thumbnails: thumbnails.length });
  const cards = await putAll(request, {
    [CARD_FILES.card]: datasetCard(facts),
    [CARD_FILES.croissant]: canonicalJson(croissant(facts)),
    [CARD_FILES.dcat]: canonicalJson(dcat(facts)),
  });
  if (!cards.ok) return cards;
  const [card, machine, catalogue] = cards.value as [ManifestFile, ManifestFile, ManifestFile];
  const digests = { card: card.sha256, croissant: machine.sha256, dcat: catalogue.sha256 };
  const previews = thumbnails.map(({ series: id, sha256, bytes }) => ({ path: thumbnailPath(id), sha256, bytes }));
  return ok({ files: [...previews, ...tables.value, ...samples.value, ...cards.value], digests });
}

export const thumbnailPath = (series: string): string => `thumbnails/${series}.png`;

async function surveySeries(query: Query, key: CaseKey, thumbnails: readonly Thumbnail[]): Promise<{ index: string; cohort: CohortFacts }> {
  const shown = new Set(thumbnails.map(({ series }) => series));
  const tally = new CohortTally();
  const lines = [seriesIndexHead()];
  for await (const { series: id, files } of seriesOf(query, key)) {
    const series = governedSeries(id, files, shown.has(id) ? thumbnailPath(id) : null);
    tally.add(series);
    lines.push(seriesIndexLine(series));
  }
  return { index: lines.join(''), cohort: tally.facts() };
}

async function datasetFacts(
  { query, key, assetId, asset, data, quality, reports }: CardRequest,
  cohort: CohortFacts,
  made: Pick<DatasetFacts, 'tables' | 'thumbnails'>,
): Promise<DatasetFacts> {
  const publisher = await query.one<{ name: string; creditCode: string }>(
    'select name, credit_code as "creditCode" from organisation where id = $1',
    [key.organisationId],
  );
  const { measured, grading, sealed } = data;
  return {
    ...cohort,
    ...made,
    assetId,
    datasetVersion: data.datasetVersion,
    annex1: asset.annex1,
    source: asset.rightsStatement.source,
    publisher: publisher ?? null,
    quality: { rules: measured!.qualityRules, dimensions: measured!.dimensions, figures: quality.figures },
    tally: measured!.tally,
    profile: quality.profile,
    risk: measured!.risk,
    riskRules: measured!.riskRules,
    determined: determinedRisk(data),
    grading: grading!,
    lineage: {
      sealedDigest: sealed.digest,
      sealedFiles: sealed.files,
      collectionCaseId: sealed.collectionCaseId,
      governanceCaseId: key.caseId,
      reports,
    },
  };
}

function determinedRisk({ measured, determination }: GovernanceData): DatasetFacts['determined'] {
  if (!determination || !measured?.risk) return null;
  const { population, membershipKnown } = determination;
  return { population, membershipKnown, risk: underModel(measured.risk, determination) };
}

/** In the order of the texts. */
async function putAll(
  { objects, key }: Pick<CardRequest, 'objects' | 'key'>,
  texts: Readonly<Record<string, string>>,
): Promise<Result<readonly ManifestFile[]>> {
  const files: ManifestFile[] = [];
  for (const [path, text] of Object.entries(texts)) {
    const put = await putText(objects, key.organisationId, text);
    if (!put.ok) return put;
    files.push({ path, sha256: put.value, bytes: Buffer.byteLength(text) });
  }
  return ok(files);
}
