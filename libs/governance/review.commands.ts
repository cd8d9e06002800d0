import { choice, command, digest, flag, integer, list, text } from '#libs/cases';
import { type GovernanceData, type GovernanceState } from './governance.data';
import { actingPerson } from './acting-person';
import { refuseGovernance } from './governance.errors';
import { type QuarantineFact } from './governance.fact-values';
import { gradingOf } from './risk/grading.rules';

const define = command<GovernanceData, GovernanceState>();
const reasonField = text('理由', 'Reason', { min: 2, max: 400, example: '影像内含文字，无法确认，剔除。' });

/** As many as fit one decision and can be looked at in one. */
const FILES_PER_DECISION = 1000;

/** A person's word on files that were not released: they stay out, or they are de-identified again. Nothing passes by without it. */
export const decideQuarantine = define({
  title: { zh: '处置隔离文件', en: 'Decide on quarantined files' },
  from: ['review'],
  to: 'review',
  by: ['hospital:it'],
  payload: {
    files: list('文件', 'Files', integer('文件序号', 'Number of the file', { min: 1, max: 1_000_000_000 }), {
      min: 1,
      max: FILES_PER_DECISION,
    }),
    decision: choice('处置', 'Decision', ['drop', 'rework']),
    reason: reasonField,
  },
  facts: ['quarantine'],
  apply: ({ case: { id, organisationId }, actor, facts, payload, now }) => {
    const { named } = facts['quarantine'] as QuarantineFact;
    const unknown = named.find(({ epoch }) => epoch === null);
    if (unknown) {
      return refuseGovernance('governance.not-quarantined', `File ${unknown.file} is not held.`, {
        field: 'files',
        facts: { file: unknown.file },
      });
    }
    const decided = {
      organisation_id: organisationId,
      case_id: id,
      decision: payload.decision,
      reason: payload.reason,
      decided_by: actingPerson(actor),
      decided_at: now.toISOString(),
    };
    return {
      effects: named.map(({ file, epoch }) => ({
        type: 'row' as const,
        table: 'governance_decision',
        write: 'upsert' as const,
        values: { ...decided, file, epoch },
      })),
    };
  },
});

/**
 * How an attacker stands to the data is no measurement: a committee determines it on evidence (GB/T 42460-2023), and finding, level and routes
 * are drawn from the same measured classes anew.
 */
export const determine = define({
  title: { zh: '认定重识别条件', en: 'Determine the conditions of re-identification' },
  from: ['review'],
  to: 'review',
  by: ['hospital:data-committee'],
  payload: {
    population: integer('来源人群人数', 'People that the dataset was drawn from', { min: 1, max: 2_000_000_000 }),
    membershipKnown: flag('攻击者可知目标在集内', 'An attacker can know that his target is in it'),
    finding: choice('认定', 'Finding', ['as-measured', 'de-identified']),
    evidence: digest('依据文件', 'Evidence'),
    reason: reasonField,
  },
  apply: ({ case: { data }, actor, payload }) => {
    const risk = data.measured?.risk;
    if (!risk || !data.run) return refuseGovernance('governance.nothing-to-release', 'Nothing was released that could be graded.');
    if (payload.population < risk.people) {
      return refuseGovernance('governance.population-too-small', 'The dataset holds more people than it is said to be drawn from.', {
        field: 'population',
        facts: { people: risk.people },
      });
    }
    const determination = { ...payload, by: actingPerson(actor) };
    const options = [...new Set([...data.plan.options, ...data.run.options])];
    const grading = gradingOf(risk, { ...data.plan, options }, determination);
    return {
      data: { ...data, determination, grading },
      recorded: { finding: grading.finding, level: grading.level, routes: grading.routes },
    };
  },
});

export const block = define({
  title: { zh: '阻断', en: 'Block' },
  from: ['review'],
  to: 'blocked',
  by: ['hospital:it', 'hospital:data-committee'],
  payload: { reason: reasonField },
  apply: ({ case: { data }, payload }) => ({
    data: { ...data, blocked: { code: 'governance.blocked-by-person', reason: payload.reason, shard: null } },
  }),
});
