import { command, document, integer, optional, text, type Effect } from '#libs/cases';
import { newId } from '#libs/kernel';
import { wouldExceed } from '#libs/ledger';
import { type AssetFact } from '#libs/pipeline';
import { type GovernanceData, type GovernanceState, type Measured, type Run } from './governance.data';
import { refuseGovernance } from './governance.errors';
import { type QuarantineFact, type SpendingFact } from './governance.fact-values';
import { ratesOfCase, runCosts } from './governance.fees';
import { optionsField } from './plan.opening';
import { gradingOf } from './risk/grading.rules';

export const SPLIT_JOB = 'governance.split';
export const SHARD_JOB = 'governance.shard';
export const MEASURE_JOB = 'governance.measure';

const define = command<GovernanceData, GovernanceState>();

/** A new run: what one with a lower epoch still writes counts no more. */
function begin(data: GovernanceData, what: Run['what'], options: Run['options']): { data: GovernanceData; effects: Effect[] } {
  const run: Run = { id: newId(), epoch: (data.run?.epoch ?? 0) + 1, what, options };
  return {
    data: { ...data, run, blocked: null },
    effects: [{ type: 'job', job: SPLIT_JOB, payload: { epoch: run.epoch }, home: data.sealed.home, runId: run.id, epoch: run.epoch }],
  };
}

export const start = define({
  title: { zh: '启动', en: 'Start' },
  from: ['planned'],
  to: 'running',
  by: ['hospital:it'],
  payload: {},
  facts: ['asset', 'spending'],
  apply: ({ case: { data }, facts }) => {
    const asset = facts['asset'] as AssetFact;
    if (asset.data.sealed?.digest !== data.sealed.digest) {
      return refuseGovernance('governance.dataset-moved', 'The asset no longer holds the dataset that this case is bound to.');
    }
    const { booked } = facts['spending'] as SpendingFact;
    const next = data.plan.estimate.expected;
    if (asset.data.budget && wouldExceed(asset.data.budget, booked, next)) {
      const figures = { budget: asset.data.budget.amount, booked: booked.amount, next: next.amount };
      return refuseGovernance('governance.budget-exceeded', 'Governance would go beyond the budget (fen); finance may set another.', {
        facts: figures,
      });
    }
    return begin(data, 'whole', data.plan.options);
  },
});

/** Goes on with the files that have no verdict yet; what other shards finished stays. */
export const retry = define({
  title: { zh: '重试', en: 'Retry' },
  from: ['blocked'],
  to: 'running',
  by: ['hospital:it'],
  payload: {},
  apply: ({ case: { data } }) => begin(data, 'retry', data.run?.options ?? data.plan.options),
});

export const rework = define({
  title: { zh: '返工', en: 'Rework' },
  from: ['review'],
  to: 'running',
  by: ['hospital:it'],
  payload: { options: optional(optionsField) },
  facts: ['quarantine'],
  apply: ({ case: { data }, facts, payload }) => {
    const { rework: marked } = facts['quarantine'] as QuarantineFact;
    if (marked === 0) return refuseGovernance('governance.nothing-to-rework', 'No quarantined file was marked for rework.');
    const options = [...new Set([...data.plan.options, ...(payload.options ?? [])])];
    return { ...begin(data, 'rework', options), recorded: { files: marked } };
  },
});

/** A job gave up. The code is the job's; the message names no patient. */
export const runFailed = define({
  title: { zh: '运行失败', en: 'The run failed' },
  from: ['running'],
  to: 'blocked',
  by: ['system:job'],
  payload: {
    epoch: integer('轮次', 'Epoch', { min: 1, max: 1_000_000 }),
    code: text('代码', 'Code', { max: 80, example: 'storage.no-space' }),
    message: text('说明', 'Message', { max: 400, example: 'No space is left in the store.' }),
    shard: optional(integer('分片', 'Shard', { min: 1, max: 10_000_000 })),
  },
  apply: ({ case: { data, organisationId }, payload }) => {
    if (payload.epoch !== data.run?.epoch) return overtaken(payload.epoch);
    return {
      data: { ...data, blocked: { code: payload.code, reason: payload.message, shard: payload.shard ?? null } },
      effects: [{ type: 'tell', organisationId, roles: ['it'], message: 'governance.blocked', parameters: { code: payload.code } }],
    };
  },
});

/** Every file has a verdict and the whole was measured: booked is what this run added. */
export const measured = define({
  title: { zh: '度量完成', en: 'Measured' },
  from: ['running'],
  to: 'review',
  by: ['system:job'],
  payload: {
    epoch: integer('轮次', 'Epoch', { min: 1, max: 1_000_000 }),
    measured: document('度量结果', 'Measurement', 'governance-measurement', {}),
  },
  apply: ({ case: { data, organisationId }, payload, today }) => {
    if (payload.epoch !== data.run?.epoch) return overtaken(payload.epoch);
    const result = payload.measured as unknown as Measured;
    const options = [...new Set([...data.plan.options, ...data.run.options])];
    const grading = result.risk ? gradingOf(result.risk, { ...data.plan, options }, null) : null;
    const booked = {
      ...data.booked,
      scans: Math.max(data.booked.scans, result.tally.scans),
      cpuMilliseconds: Math.max(data.booked.cpuMilliseconds, result.cpuMilliseconds),
    };
    const held = result.tally.quarantined + result.tally.refused;
    return {
      data: { ...data, measured: result, grading, determination: null, booked },
      effects: [
        ...runCosts(organisationId, { before: data.booked, after: booked, rates: ratesOfCase(data), today }),
        { type: 'tell', organisationId, roles: ['it', 'data-committee'], message: 'governance.measured', parameters: { held } },
      ],
      recorded: { report: result.report, finding: grading?.finding, level: grading?.level },
    };
  },
});

export const overtaken = (epoch: number) => refuseGovernance('governance.overtaken', 'Another run has begun since.', { facts: { epoch } });
