import { STAGE_ENDED_JOB, type CaseRunner } from '#libs/case-runtime';
import { ok, type Result } from '#libs/kernel';
import { defineJob, type JobDefinition } from '#libs/queue';
import { SUPERSEDE_JOB } from './asset.case';
import { type Stage } from './stage.port';

export interface PipelineDependencies {
  readonly runner: () => CaseRunner;
  readonly stages: readonly Stage[];
}

interface StageEndedPayload {
  readonly caseId: string;
  readonly kind: string;
  readonly assetId: string;
  readonly outcome: string;
  readonly handover: { readonly [key: string]: never };
}

interface SupersedePayload {
  readonly assetId: string;
  readonly datasetVersion: number;
  readonly eventId: string;
}

const steady = { runsAt: 'centre', maxAttempts: 20, backoff: { firstSeconds: 1, limitSeconds: 300 }, leaseSeconds: 60 } as const;

/**
 * What a stage says when it ends becomes the asset's next command. The outbox row is the key, so it is done once; an asset that is busy is asked
 * again. A refusal is final and stands in the log of the job: the stage's end and the asset's state are both seen by people.
 */
export const pipelineJobs = ({ runner, stages }: PipelineDependencies): readonly JobDefinition[] => [
  defineJob<StageEndedPayload>({
    name: STAGE_ENDED_JOB,
    ...steady,
    handle: async ({ id, organisationId, payload }): Promise<Result<void>> => {
      const stage = stages.find((candidate) => candidate.kinds.includes(payload.kind));
      if (!stage) throw new Error(`no stage has the kind ${payload.kind}`);
      const answer = await runner().command({
        kind: 'asset',
        caseId: payload.assetId,
        organisationId,
        command: 'stage-ended',
        payload: { caseId: payload.caseId, stage: stage.name, outcome: payload.outcome, handover: payload.handover },
        actor: { kind: 'pipeline', id },
        idempotencyKey: id,
      });
      return answer.ok ? ok(undefined) : answer;
    },
    exhausted: () => Promise.resolve(),
  }) as unknown as JobDefinition,
  defineJob<SupersedePayload>({
    name: SUPERSEDE_JOB,
    ...steady,
    handle: async ({ organisationId, payload }): Promise<Result<void>> => {
      for (const stage of stages) {
        const done = await stage.supersede?.({ organisationId, ...payload });
        if (done && !done.ok) return done;
      }
      return ok(undefined);
    },
    exhausted: () => Promise.resolve(),
  }) as unknown as JobDefinition,
];
