import { type Query } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type JobRun } from './job-definition';
import { refuseQueue } from './queue.errors';

/**
 * Ends the job in the transaction that did its work (in the tenant of `job.organisationId`): both are done, or neither.
 * Refusal: `queue.lease-lost` where the row is no longer this attempt's; return it, so that the transaction rolls back.
 */
export async function markDone(query: Query, job: Pick<JobRun<unknown>, 'organisationId' | 'id' | 'fence'>): Promise<Result<void>> {
  const row = await query.one<{ completed: boolean }>('select outbox_complete($1, $2, $3) as completed', [
    job.organisationId,
    job.id,
    job.fence,
  ]);
  if (row?.completed) return ok(undefined);
  return refuseQueue('queue.lease-lost', 'The job was given to another worker in the meantime.', { facts: { jobId: job.id } });
}

/**
 * Tries a failed job again from its first attempt, because a person says that its cause is gone. In the tenant of its organisation.
 * Refusals: `queue.job-not-found`, `queue.job-not-failed` with the state that it is in.
 */
export async function retryJob(query: Query, id: string): Promise<Result<void>> {
  const changed = await query.run(
    `update outbox set state = 'waiting', forgiven = attempts, failure = null, finished_at = null, available_at = clock_timestamp()
     where id = $1 and state = 'failed'`,
    [id],
  );
  if (changed === 1) return ok(undefined);
  const row = await query.one<{ state: string }>('select state from outbox where id = $1', [id]);
  if (!row) return refuseQueue('queue.job-not-found', 'There is no such job.', { facts: { jobId: id } });
  return refuseQueue('queue.job-not-failed', 'Only a failed job can be tried again.', { facts: { jobId: id }, state: row.state });
}

/** Which jobs of a case: all, those of one run, or those of runs before an epoch. */
export interface CancelledJobs {
  readonly caseId: string;
  readonly runId?: string;
  readonly beforeEpoch?: number;
}

/** Takes jobs of a case back, also running ones: their signal aborts at the next sign of life and what they write does not count. Returns how many. */
export function cancelJobs(query: Query, { caseId, runId, beforeEpoch }: CancelledJobs): Promise<number> {
  return query.run(
    `update outbox set state = 'cancelled', lease_until = null, finished_at = clock_timestamp()
     where case_id = $1 and state in ('waiting', 'queued', 'running')
       and ($2::uuid is null or run_id = $2) and ($3::integer is null or epoch < $3)`,
    [caseId, runId ?? null, beforeEpoch ?? null],
  );
}
