import { STAGE_ENDED_JOB, type CaseRunner } from '#libs/case-runtime';
import { ok, RefusalError, type Result } from '#libs/kernel';
import { defineJob, type JobDefinition, type JobRun } from '#libs/queue';
import { type Stage } from './stage.port';
import { SUPERSEDE_JOB } from './version.commands';

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
 * What a stage says when it ends becomes the asset's next command. The outbox row is the key, so it is done once. Where the asset refuses, people
 * are told by its case: it is never a silent dead job.
 */
export const pipelineJobs = (dependencies: PipelineDependencies): readonly JobDefinition[] => [
  stageEndedJob(dependencies) as unknown as JobDefinition,
  supersedeJob(dependencies) as unknown as JobDefinition,
];

const stageEndedJob = ({ runner, stages }: PipelineDependencies): JobDefinition<StageEndedPayload> => {
  const give = async (
    { id, organisationId, payload, traceId }: JobRun<StageEndedPayload>,
    command: string,
    more: object,
  ): Promise<Result<void>> => {
    const stage = stages.find((candidate) => candidate.kinds.includes(payload.kind));
    if (!stage) throw new Error(`no stage has the kind ${payload.kind}`);
    const answer = await runner().command({
      kind: 'asset',
      caseId: payload.assetId,
      organisationId,
      command,
      payload: { caseId: payload.caseId, stage: stage.name, outcome: payload.outcome, ...more },
      actor: { kind: 'pipeline', id },
      idempotencyKey: `${id}/${command}`,
      traceId: traceId ?? undefined,
    });
    return answer.ok ? ok(undefined) : answer;
  };
  return defineJob<StageEndedPayload>({
    name: STAGE_ENDED_JOB,
    ...steady,
    handle: (job) => give(job, 'stage-ended', { handover: job.payload.handover }),
    exhausted: async (job, { code }) => {
      const told = await give(job, 'stage-end-refused', { code });
      // A retired asset takes no more commands, and nobody waits for it.
      if (!told.ok && told.refusal.code !== 'case.terminal') throw new RefusalError(told.refusal);
    },
  });
};

const supersedeJob = ({ stages }: PipelineDependencies): JobDefinition<SupersedePayload> =>
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
  });
