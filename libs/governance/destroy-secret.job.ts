import { ok } from '#libs/kernel';
import { defineJob, type JobDefinition } from '#libs/queue';
import { caseOfJob, failureOf, tellCase, tellFailure } from './governance-case.job';
import { type GovernanceDependencies } from './job-dependencies';
import { DESTROY_SECRET_JOB } from './release.commands';

interface Payload {
  readonly epoch: number;
}

/** Destroys the asset's secret where it is kept, and says so in the case: the audit chain holds the proof. */
export const destroySecretJob = (dependencies: GovernanceDependencies): JobDefinition<Payload> =>
  defineJob<Payload>({
    name: DESTROY_SECRET_JOB,
    runsAt: 'home',
    maxAttempts: 10,
    backoff: { firstSeconds: 2, limitSeconds: 60 },
    leaseSeconds: 30,
    handle: async (job) => {
      const found = await caseOfJob(dependencies, job, 'secret-destroying');
      if (!found) return ok(undefined);
      const destroyed = await dependencies.keys.destroy(job.organisationId, found.assetId);
      return destroyed.ok ? tellCase(dependencies.runner(), job, 'secret-destroyed', {}) : destroyed;
    },
    exhausted: (job, failure) => tellFailure(dependencies.runner(), job, 'destroy-failed', failureOf(failure)),
  });
