import { type Query } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { readManifest } from '#libs/pipeline';
import { defineJob, markDone, type JobDefinition, type JobRun } from '#libs/queue';
import { type GovernanceData } from './governance.data';
import { refuseGovernance } from './governance.errors';
import { caseOfJob, failureOf, tellFailure } from './governance-case.job';
import { type GovernanceDependencies } from './job-dependencies';
import { bindRunToMap } from './patient-map.store';
import { SPLIT_JOB } from './run.commands';
import {
  hasFiles,
  isSplit,
  pendingFiles,
  queueMeasure,
  queueShards,
  runKeyOf,
  sourceFilesOf,
  writeShards,
  type SourceFile,
} from './run.store';
import { shardLimits } from './shard-limits.data';
import { planShards } from './shard-plan';
import { bytesOf } from './stored-document';

interface Payload {
  readonly epoch: number;
}

/**
 * Reads the sealed manifest where the data lies and gives every file that has no verdict to a shard. Files, shards, their jobs and the end of this
 * one are one transaction: run twice, it splits once.
 */
export const splitJob = (dependencies: GovernanceDependencies): JobDefinition<Payload> =>
  defineJob<Payload>({
    name: SPLIT_JOB,
    runsAt: 'home',
    maxAttempts: 5,
    backoff: { firstSeconds: 2, limitSeconds: 60 },
    leaseSeconds: 60,
    handle: async (job) => {
      const found = await caseOfJob(dependencies, job, 'running');
      if (!found) return ok(undefined);
      const manifest = await manifestOf(dependencies, job, found.data);
      if (!manifest.ok) return manifest;
      return dependencies.tenancy.inTenant(job.organisationId, (query) =>
        split(query, job, found.assetId, {
          manifest: manifest.value,
          home: found.data.sealed.home,
          limits: dependencies.limits ?? shardLimits,
        }),
      );
    },
    exhausted: (job, failure) => tellFailure(dependencies.runner(), job, 'run-failed', { epoch: job.payload.epoch, ...failureOf(failure) }),
  });

async function split(
  query: Query,
  job: JobRun<Payload>,
  assetId: string,
  { manifest, home, limits }: { manifest: readonly SourceFile[]; home: string; limits: typeof shardLimits },
): Promise<Result<void>> {
  const run = runKeyOf(job);
  if (!(await isSplit(query, run))) {
    const files = (await hasFiles(query, run)) ? await pendingFiles(query, run) : manifest;
    const shards = planShards(files, limits);
    await writeShards(query, run, job.runId!, shards);
    await bindRunToMap(query, run, assetId);
    if (shards.length === 0) await queueMeasure(query, job, home);
    else
      await queueShards(
        query,
        job,
        home,
        shards.map(({ shard }) => shard),
      );
  }
  return markDone(query, job);
}

/** Refuses `governance.manifest-broken` for a manifest that is not the one the case is bound to. */
async function manifestOf(
  { objects }: GovernanceDependencies,
  { organisationId }: JobRun<Payload>,
  { sealed }: GovernanceData,
): Promise<Result<readonly SourceFile[]>> {
  const bytes = await bytesOf(objects, organisationId, sealed.digest);
  if (!bytes.ok) return bytes;
  const manifest = readManifest(bytes.value, sealed.digest);
  if (!manifest.ok) return manifest;
  const { kind, files } = manifest.value;
  if (kind !== 'sealed' || files.length !== sealed.files) {
    return refuseGovernance('governance.manifest-broken', 'The object is no manifest of this sealed dataset.', {
      facts: { digest: sealed.digest },
    });
  }
  return ok(sourceFilesOf(files));
}
