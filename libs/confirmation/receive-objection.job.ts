import { type CaseRunner } from '#libs/case-runtime';
import { isLegalDate, ok } from '#libs/kernel';
import { defineJob, type JobDefinition } from '#libs/queue';

/** Also written by the SQL function that takes an objection in (`register/objection.migration.ts`). */
export const RECEIVE_OBJECTION_JOB = 'confirmation.receive-objection';

interface Payload {
  readonly objection: string;
  readonly receivedOn: string;
}

/**
 * Brings an objection of the public to its case. It was written with the objection itself, in one transaction, while the notice stood: whoever was told
 * that his objection came in can rely on it, however late this runs.
 */
export const receiveObjectionJob = (runner: () => CaseRunner): JobDefinition<Payload> =>
  defineJob<Payload>({
    name: RECEIVE_OBJECTION_JOB,
    runsAt: 'centre',
    maxAttempts: 20,
    backoff: { firstSeconds: 2, limitSeconds: 600 },
    leaseSeconds: 30,
    handle: async ({ id, organisationId, caseId, payload, traceId }) => {
      if (!isLegalDate(payload.receivedOn)) throw new Error('an objection without a date of receipt');
      const answer = await runner().command({
        kind: 'confirmation',
        caseId: caseId!,
        organisationId,
        command: 'receive-objection',
        payload: { objection: payload.objection, receivedOn: payload.receivedOn },
        actor: { kind: 'job', id },
        idempotencyKey: id,
        traceId: traceId ?? undefined,
      });
      // The applicant withdrew meanwhile: the objection has nothing to stop any more, and stays on the agency's list.
      if (!answer.ok && answer.refusal.code === 'case.terminal') return ok(undefined);
      return answer.ok ? ok(undefined) : answer;
    },
    // Nothing is lost: registration is held back as long as an objection has not reached its case (`confirmation.objection-pending`).
    exhausted: () => Promise.resolve(),
  });
