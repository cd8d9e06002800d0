import { ok, type Result } from '#libs/kernel';
import { type JobRun } from '#libs/queue';
import { type CaseRunner } from './case-runner';

export interface JobCommand {
  readonly kind: string;
  /** Absent: the case that queued the job. */
  readonly caseId?: string;
  readonly command: string;
  readonly payload: object;
}

/** A job's word to a case, given once however often the job runs. Refuses what the command is refused for. */
export async function giveAsJob(
  runner: CaseRunner,
  job: JobRun<object>,
  { kind, caseId = job.caseId!, command, payload }: JobCommand,
): Promise<Result<void>> {
  const answer = await runner.command({
    ...{ kind, caseId, command, payload },
    organisationId: job.organisationId,
    actor: { kind: 'job', id: job.id },
    idempotencyKey: `${job.id}/${command}`,
    traceId: job.traceId ?? undefined,
  });
  return answer.ok ? ok(undefined) : answer;
}
