import { ok, type Result } from '#libs/kernel';
import { defineJob, markDone, type JobDefinition, type JobRun } from '#libs/queue';
import { type GovernanceData } from './governance.data';
import { refuseGovernance } from './governance.errors';
import { caseOfJob, failureOf, tellFailure } from './governance-case.job';
import { localPlace, remotePlace } from './file-place';
import { governFile, type GovernedFile } from './governed-file';
import { inLanes } from './lanes';
import { type GovernanceDependencies } from './job-dependencies';
import { mapOfRun, writeJoin, type AssetKey } from './patient-map.store';
import { logRawRead } from './raw-read.store';
import { queueMeasure, runKeyOf } from './run.store';
import { SHARD_JOB } from './run.commands';
import { openSealedMap } from './sealed-patient-map';
import { filesOfShard, finishShard, isShardDone, writeFiles, type ShardFile, type ShardKey } from './shard.store';
import { inWorkFolder } from './work-folder';

/** Of files that are fetched, each of which may be gigabytes. */
const MOST_COPIES = 8;

interface Payload {
  readonly epoch: number;
  readonly shard: number;
}

/**
 * De-identifies the files of one shard where they lie. Objects are named by their digest and replacements follow from the asset's secret, so
 * that a shard done again makes the same. Verdicts, the shard's row, the count of the run and the end of the job are one transaction, which
 * fails for a worker that was given up: whatever it wrote before, no row of another attempt or epoch changes.
 */
export const shardJob = (dependencies: GovernanceDependencies): JobDefinition<Payload> =>
  defineJob<Payload>({
    name: SHARD_JOB,
    runsAt: 'home',
    maxAttempts: 5,
    backoff: { firstSeconds: 2, limitSeconds: 120 },
    leaseSeconds: 60,
    handle: async (job) => {
      const found = await caseOfJob(dependencies, job, 'running');
      if (!found) return ok(undefined);
      const key: ShardKey = { ...runKeyOf(job), shard: job.payload.shard };
      const files = await filesToGovern(dependencies, job, key);
      if (!files.ok) return files;
      const governed = await governAll(dependencies, job, key, files.value, { data: found.data, assetId: found.assetId });
      if (!governed.ok) return governed;
      return finish(dependencies, job, key, { governed: governed.value, home: found.data.sealed.home });
    },
    exhausted: (job, failure) => {
      const { epoch, shard } = job.payload;
      return tellFailure(dependencies.runner(), job, 'run-failed', { epoch, shard, ...failureOf(failure) });
    },
  });

/** None where an earlier attempt had finished the shard and died before it could say so. */
async function filesToGovern(
  { tenancy }: GovernanceDependencies,
  job: JobRun<Payload>,
  key: ShardKey,
): Promise<Result<readonly ShardFile[]>> {
  const { organisationId, caseId } = key;
  return tenancy.inTenant(organisationId, async (query) => {
    if (await isShardDone(query, key)) return ok([]);
    const files = await filesOfShard(query, key);
    const read = { organisationId, caseId, actor: `job:${job.id}`, purpose: 'de-identify' as const };
    await logRawRead(query, { ...read, firstFile: files[0]?.file ?? 0, files: files.length });
    return ok(files);
  });
}

async function governAll(
  dependencies: GovernanceDependencies,
  job: JobRun<Payload>,
  key: ShardKey,
  files: readonly ShardFile[],
  { data, assetId }: { data: GovernanceData; assetId: string },
): Promise<Result<readonly GovernedFile[]>> {
  const { objects, keys, engine, workFolder } = dependencies;
  const { organisationId, signal } = job;
  const secret = await keys.secretOf(organisationId, assetId);
  if (!secret.ok) return secret;
  const patients = await patientsOf(dependencies, { organisationId, assetId }, key, secret.value);
  if (!patients.ok) return patients;
  return inWorkFolder(objects.local?.draftFolder ?? workFolder, job, async (folder): Promise<Result<readonly GovernedFile[]>> => {
    const { local } = objects;
    const place = local ? localPlace(local, organisationId, folder) : remotePlace(objects, organisationId, folder);
    const session = engine.begin({ secret: secret.value, options: optionsOf(data), detail: 'full', ...patients.value });
    try {
      const lanes = local ? engine.lanes : Math.min(engine.lanes, MOST_COPIES);
      const governed = await inLanes(files, lanes, (file) =>
        signal.aborted
          ? Promise.resolve(refuseGovernance('governance.worker-stopped', 'The worker stops; another takes the shard.'))
          : governFile(file, { place, engine: session }),
      );
      if (!governed.ok) return governed;
      const kept = await place.end();
      return kept.ok ? governed : kept;
    } finally {
      session.end();
    }
  });
}

/** What the mapping table of the run says, where it has one. */
async function patientsOf(
  { tenancy, objects }: GovernanceDependencies,
  asset: AssetKey,
  key: ShardKey,
  secret: Buffer,
): Promise<Result<{ readonly patients?: string }>> {
  const map = await tenancy.readTenant(asset.organisationId, async (query) => ok(await mapOfRun(query, key)));
  if (!map.ok) return map;
  if (!map.value) return ok({});
  const opened = await openSealedMap(objects, asset, secret, map.value.sealedSha256);
  return opened.ok ? ok({ patients: opened.value }) : opened;
}

const optionsOf = ({ run, plan }: GovernanceData) => run?.options ?? plan.options;

/** A shard whose rows another epoch took meanwhile ends without a trace. */
function finish(
  { tenancy }: GovernanceDependencies,
  job: JobRun<Payload>,
  key: ShardKey,
  { governed, home }: { governed: readonly GovernedFile[]; home: string },
): Promise<Result<void>> {
  return tenancy.inTenant(key.organisationId, async (query) => {
    const written = await writeFiles(query, key, governed);
    if (written !== governed.length)
      return refuseGovernance('governance.overtaken', 'Another run has begun since.', { facts: { epoch: key.epoch } });
    const known = governed.filter(({ joined }) => joined !== undefined);
    const joined = known.filter((file) => file.joined).length;
    if (known.length > 0) await writeJoin(query, key, joined, known.length - joined);
    const cpuMs = Math.ceil(governed.reduce((sum, { cpuMicroseconds }) => sum + cpuMicroseconds, 0) / 1000);
    if (await finishShard(query, key, job.attempt, cpuMs)) await queueMeasure(query, job, home);
    return markDone(query, job);
  });
}
