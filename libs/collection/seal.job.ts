import { giveAsJob, type CaseRunner, type CaseStore } from '#libs/case-runtime';
import { ok, type Refusal, type Result } from '#libs/kernel';
import { type Tenancy } from '#libs/database';
import { manifestText, type ManifestFile } from '#libs/pipeline';
import { defineJob, type JobDefinition, type JobRun } from '#libs/queue';
import { type ObjectStore } from '#libs/storage';
import { Readable } from 'node:stream';
import { SEAL_JOB } from './collection.case';
import { type CollectionData } from './collection.data';
import { refuseCollection } from './collection.errors';
import { CollectionFiles, type CollectionFile } from './collection-file.store';
import { faultsIn, type Fault } from './object-check';

export interface SealDependencies {
  readonly store: CaseStore;
  readonly runner: () => CaseRunner;
  readonly tenancy: Tenancy;
  readonly objects: ObjectStore;
}

interface Payload {
  readonly sealing: number;
}

type Collection = NonNullable<Awaited<ReturnType<CaseStore['read']>>>['snapshot'];

/**
 * Seals what was received: each object is read again and compared with its digest, then the manifest is written as an object of its own. It runs
 * at the home, since it reads raw data. Run twice it writes the same manifest and gives the same command; what an older attempt finds is dropped by
 * the case.
 */
export const sealJob = (dependencies: SealDependencies): JobDefinition<Payload> =>
  defineJob<Payload>({
    name: SEAL_JOB,
    runsAt: 'home',
    maxAttempts: 5,
    backoff: { firstSeconds: 2, limitSeconds: 120 },
    leaseSeconds: 60,
    handle: async (job) => {
      const read = await dependencies.store.read(job.organisationId, job.caseId!);
      const collection = read?.snapshot;
      if (collection?.state !== 'sealing' || (collection.data as CollectionData).sealing !== job.payload.sealing) return ok(undefined);
      return seal(dependencies, job, collection);
    },
    exhausted: (job, failure) => fail(dependencies, job, failure, 0).then(() => undefined),
  });

async function seal(dependencies: SealDependencies, job: JobRun<Payload>, collection: Collection): Promise<Result<void>> {
  const files = new CollectionFiles(dependencies.tenancy);
  const listed = await allFiles(files, job);
  if (!listed.ok) return listed;
  const faults = await faultsIn(dependencies.objects, job.organisationId, listed.value, {
    signal: job.signal,
    onProgress: (verified) => noteProgress(dependencies.tenancy, job, listed.value.length, verified),
  });
  if (!faults.ok) return faults;
  if (faults.value.length > 0) return reportFaults(dependencies, files, job, faults.value);
  const kept = await keepManifest(dependencies.objects, job.organisationId, collection, listed.value);
  if (!kept.ok) return kept;
  const bytes = listed.value.reduce((sum, file) => sum + file.bytes, 0);
  return give(dependencies, job, 'sealed', { digest: kept.value, files: listed.value.length, bytes });
}

const PAGE = 10_000;

async function allFiles(files: CollectionFiles, { organisationId, caseId }: JobRun<Payload>): Promise<Result<CollectionFile[]>> {
  const all: CollectionFile[] = [];
  for (;;) {
    const page = await files.page({ organisationId, caseId: caseId! }, PAGE, all.at(-1)?.path);
    if (!page.ok) return page;
    all.push(...page.value);
    if (page.value.length < PAGE) return ok(all);
  }
}

async function keepManifest(
  objects: ObjectStore,
  organisationId: string,
  collection: Collection,
  files: readonly ManifestFile[],
): Promise<Result<string>> {
  const { datasetVersion } = collection.data as CollectionData;
  const { text, digest } = manifestText({ assetId: collection.assetId!, datasetVersion, kind: 'sealed', files });
  const stored = await objects.put(organisationId, Readable.from([Buffer.from(text)], { objectMode: false }), { expectedSha256: digest });
  return stored.ok ? ok(digest) : stored;
}

/** The bad objects are taken away, or the good bytes could not come in their place: what is written once is not written again. */
async function reportFaults(
  dependencies: SealDependencies,
  files: CollectionFiles,
  job: JobRun<Payload>,
  faults: readonly Fault[],
): Promise<Result<void>> {
  const of = { organisationId: job.organisationId, caseId: job.caseId! };
  const marked = await files.markFaulty(of, faults);
  if (!marked.ok) return marked;
  for (const { sha256 } of faults.filter(({ fault }) => fault === 'corrupt')) {
    const deleted = await dependencies.objects.delete(job.organisationId, sha256);
    if (!deleted.ok) return deleted;
  }
  const corrupt = faults.some(({ fault }) => fault === 'corrupt');
  const { refusal } = corrupt
    ? refuseCollection('collection.file-corrupt', 'Files are no longer what was received.')
    : refuseCollection('collection.file-missing', 'Files are no longer there.');
  return fail(dependencies, job, refusal, faults.length);
}

const fail = (dependencies: SealDependencies, job: JobRun<Payload>, { code }: Refusal, faultyFiles: number): Promise<Result<void>> =>
  give(dependencies, job, 'seal-failed', { code, faultyFiles });

const give = ({ runner }: SealDependencies, job: JobRun<Payload>, command: string, found: object): Promise<Result<void>> =>
  giveAsJob(runner(), job, { kind: 'collection', command, payload: { sealing: job.payload.sealing, ...found } });

async function noteProgress(tenancy: Tenancy, job: JobRun<Payload>, files: number, verified: number): Promise<void> {
  await tenancy.inTenant(job.organisationId, async (query) => {
    await query.run(
      `insert into collection_sealing (organisation_id, case_id, sealing, files, verified) values ($1, $2, $3, $4, $5)
       on conflict (organisation_id, case_id) do update set sealing = excluded.sealing, files = excluded.files, verified = excluded.verified`,
      [job.organisationId, job.caseId, job.payload.sealing, files, verified],
    );
    return ok(undefined);
  });
}
