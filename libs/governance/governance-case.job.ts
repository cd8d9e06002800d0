import { giveAsJob, type CaseRunner } from '#libs/case-runtime';
import { ok, type Refusal, type Result } from '#libs/kernel';
import { type JobRun } from '#libs/queue';
import { type GovernanceData } from './governance.data';
import { type GovernanceDependencies } from './job-dependencies';

/** The case of a job as long as it is still the job's: in this state, and in the epoch that the job was queued for. */
export async function caseOfJob(
  { store }: Pick<GovernanceDependencies, 'store'>,
  job: JobRun<object>,
  state: string,
): Promise<{ readonly id: string; readonly assetId: string; readonly data: GovernanceData } | undefined> {
  const read = await store.read(job.organisationId, job.caseId!);
  const snapshot = read?.snapshot;
  if (snapshot?.state !== state || snapshot.assetId === null) return undefined;
  const data = snapshot.data as GovernanceData;
  return data.run?.epoch === job.epoch ? { id: snapshot.id, assetId: snapshot.assetId, data } : undefined;
}

/** A case that moved on needs the word of an older job no more. */
const MOVED_ON = new Set(['case.wrong-state', 'case.terminal', 'governance.overtaken']);

export async function tellCase(runner: CaseRunner, job: JobRun<object>, command: string, payload: object): Promise<Result<void>> {
  const answer = await giveAsJob(runner, job, { kind: 'governance', command, payload });
  return answer.ok || MOVED_ON.has(answer.refusal.code) ? ok(undefined) : answer;
}

/** Refusals name no patient (see kernel's `Refusal`), so their words may stand in the case. */
export const failureOf = ({ code, message }: Refusal) => ({ code: code.slice(0, 80), message: message.slice(0, 400) });

/** Told by throwing, so that it is told again. */
export async function tellFailure(runner: CaseRunner, job: JobRun<object>, command: string, payload: object): Promise<void> {
  const told = await tellCase(runner, job, command, payload);
  if (!told.ok) throw new Error(`the case was not told: ${told.refusal.code}`);
}
