import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Query } from '#libs/database';
import { canonicalJson, ok, type Result } from '#libs/kernel';
import { governedDocuments, manifestText, type AssetData, type DatasetCard, type ManifestFile } from '#libs/pipeline';
import { defineJob, type JobDefinition } from '#libs/queue';
import { type ObjectStore, type StoredObject } from '#libs/storage';
import { cardFiles } from './card/card-files';
import { type GovernanceData } from './governance.data';
import { refuseGovernance } from './governance.errors';
import { caseOfJob, failureOf, tellCase, tellFailure } from './governance-case.job';
import { GovernedPaths } from './governed-path';
import { type GovernanceDependencies } from './job-dependencies';
import { type CaseKey } from './measure.store';
import { type QualityDocument } from './quality/quality-document';
import { SEAL_JOB } from './release.commands';
import { governedReportLine } from './governed-report-line';
import { allReportFiles, type ReportFile } from './release.store';
import { bytesOf, putText } from './stored-document';
import { inWorkFolder } from './work-folder';

interface Payload {
  readonly epoch: number;
}

const FILE_REPORT = governedDocuments['files.jsonl'].path;
const QUALITY_REPORT = governedDocuments['quality.json'].path;

/** Makes the governed version: its manifest with the released files, previews, reports and the dataset's card, under one digest. */
export const sealJob = (dependencies: GovernanceDependencies): JobDefinition<Payload> =>
  defineJob<Payload>({
    name: SEAL_JOB,
    runsAt: 'home',
    maxAttempts: 5,
    backoff: { firstSeconds: 2, limitSeconds: 60 },
    leaseSeconds: 120,
    handle: async (job) => {
      const found = await caseOfJob(dependencies, job, 'sealing');
      if (!found) return ok(undefined);
      const { tenancy, objects, keys, workFolder, runner, store } = dependencies;
      const key = { organisationId: job.organisationId, caseId: found.id };
      const asset = (await store.read(key.organisationId, found.assetId))!.snapshot.data as AssetData;
      const secret = await keys.secretOf(key.organisationId, found.assetId);
      if (!secret.ok) return secret;
      const sealed = await inWorkFolder(workFolder, job, (folder) =>
        tenancy.readTenant(key.organisationId, (query) =>
          seal(query, key, { ...found, asset, objects, secret: secret.value, reportPath: join(folder, 'files.jsonl') }),
        ),
      );
      if (!sealed.ok) return sealed;
      return tellCase(runner(), job, 'sealed', { epoch: job.payload.epoch, ...sealed.value });
    },
    exhausted: (job, failure) =>
      tellFailure(dependencies.runner(), job, 'seal-failed', { epoch: job.payload.epoch, ...failureOf(failure) }),
  });

interface SealRequest {
  readonly assetId: string;
  readonly asset: AssetData;
  readonly data: GovernanceData;
  readonly objects: ObjectStore;
  readonly secret: Buffer;
  readonly reportPath: string;
}

const reportMissing = refuseGovernance('governance.object-missing', 'The quality report is not in the store.');

interface Sealed {
  readonly digest: string;
  readonly files: number;
  readonly bytes: number;
  readonly card: DatasetCard;
}

async function seal(query: Query, key: CaseKey, request: SealRequest): Promise<Result<Sealed>> {
  const { assetId, data, objects, secret, reportPath } = request;
  const files: ManifestFile[] = [];
  await pipeline(Readable.from(reportLines(allReportFiles(query, key), secret, files)), createWriteStream(reportPath, { mode: 0o600 }));
  const missing = await firstMissing(objects, key.organisationId, files);
  if (!missing.ok) return missing;
  const report = await objects.put(key.organisationId, createReadStream(reportPath));
  if (!report.ok) return report;
  const quality = await bytesOf(objects, key.organisationId, data.measured!.report);
  if (!quality.ok) return quality.refusal.code === 'storage.not-found' ? reportMissing : quality;
  const measured = { path: QUALITY_REPORT, sha256: data.measured!.report, bytes: quality.value.length };
  const reports = [entryOf(FILE_REPORT, report.value), measured];
  const document = JSON.parse(quality.value.toString('utf8')) as QualityDocument;
  const card = await cardFiles({ ...request, query, key, quality: document, reports });
  if (!card.ok) return card;
  files.push(...reports, ...card.value.files);
  const { text } = manifestText({ assetId, datasetVersion: data.datasetVersion, kind: 'governed', files });
  const digest = await putText(objects, key.organisationId, text);
  if (!digest.ok) return digest;
  return ok({
    digest: digest.value,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    card: card.value.digests,
  });
}

const entryOf = (path: string, { sha256, bytes }: StoredObject): ManifestFile => ({ path, sha256, bytes });

/** One line a file of the sealed version. Collects the files that stand in the governed one. */
async function* reportLines(files: AsyncIterable<ReportFile>, secret: Buffer, manifest: ManifestFile[]): AsyncGenerator<string> {
  const paths = new GovernedPaths();
  for await (const file of files) {
    const path = file.after === null ? undefined : paths.pathOf(file, file.file, file.after);
    if (path !== undefined && file.after !== null && file.bytes !== null) manifest.push({ path, sha256: file.after, bytes: file.bytes });
    yield `${canonicalJson(governedReportLine(file, path ?? null, secret))}\n`;
  }
}

/** Refuses `governance.object-missing`: what a manifest names must be there. */
async function firstMissing(objects: ObjectStore, organisationId: string, files: readonly ManifestFile[]): Promise<Result<void>> {
  for (const { sha256, bytes } of files) {
    const found = await objects.stat(organisationId, sha256);
    if (!found.ok) return found;
    if (found.value?.bytes !== bytes) {
      return refuseGovernance('governance.object-missing', 'A released file is not in the store.', { facts: { sha256 } });
    }
  }
  return ok(undefined);
}
