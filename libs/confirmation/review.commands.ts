import { choice, command, date, group, integer, list, text } from '#libs/cases';
import { documents } from './acceptance.commands';
import { personOf } from './acting-person';
import { type ConfirmationData, type ConfirmationState, type EvidenceRequest } from './confirmation.data';
import { refuseConfirmation } from './confirmation.errors';
import { brokenDeadline } from './deadline.rule';

const define = command<ConfirmationData, ConfirmationState>();

const EXTENSION_FIELD_MAX = 60; // what a rule set may allow at the most; the set itself says less

const check = (zh: string, en: string) =>
  group(zh, en, {
    result: choice('结论', 'Result', ['passed', 'unclear', 'failed']),
    remark: text('说明', 'Remark', { max: 2000, example: '与材料一致。' }),
  });

export const beginReview = define({
  title: { zh: '开始审查', en: 'Begin the review' },
  from: ['accepted'],
  to: 'reviewing',
  by: ['agency:registrar'],
  payload: {},
});

/** 审查: description accurate, source lawful, rights clear (art. 18–22). Recorded again, it takes the place of what was recorded before. */
export const recordReview = define({
  title: { zh: '记录审查结论', en: 'Record the review' },
  from: ['reviewing'],
  to: 'reviewing',
  by: ['agency:registrar'],
  payload: {
    description: check('数据描述准确', 'Description accurate'),
    source: check('数据来源合法', 'Source lawful'),
    rights: check('权利归属清晰', 'Rights clear'),
  },
  apply: ({ case: { data }, actor, payload, today }) => {
    const { description, source, rights } = payload;
    return {
      data: { ...data, review: { description, source, rights, by: personOf(actor), on: today } },
      recorded: { description: description.result, source: source.result, rights: rights.result },
    };
  },
});

/** Once, by at most ten working days, for complex sources or very large data (art. 28). */
export const extendReview = define({
  title: { zh: '延长审查期限', en: 'Extend the review' },
  from: ['reviewing'],
  to: 'reviewing',
  by: ['agency:registrar'],
  payload: {
    workingDays: integer('延长工作日', 'Working days', { min: 1, max: EXTENSION_FIELD_MAX }),
    reason: choice('理由', 'Reason', ['complex-sources', 'very-large-data']),
  },
  apply: ({ case: { data, organisationId }, payload, today }) => {
    const { workingDays, reason } = payload;
    if (data.extension) return refuseConfirmation('confirmation.extension-once', 'A review is prolonged once (guide art. 28).');
    if (workingDays > data.rules.extensionLimitDays)
      return refuseConfirmation(
        'confirmation.extension-too-long',
        `A review is prolonged by ${data.rules.extensionLimitDays} working days at the most.`,
        {
          field: 'workingDays',
          facts: { limit: data.rules.extensionLimitDays },
        },
      );
    return {
      data: { ...data, extension: { workingDays, reason, on: today } },
      extend: [{ clock: 'review', by: { workingDays } }],
      effects: [
        { type: 'tell', organisationId, roles: ['it'], message: 'confirmation.review-extended', parameters: { workingDays, reason } },
      ],
    };
  },
});

export const askEvidence = define({
  title: { zh: '要求补充证明', en: 'Ask for more evidence' },
  from: ['reviewing'],
  to: 'evidence-asked',
  by: ['agency:registrar'],
  payload: {
    items: list('证明内容', 'Evidence', text('内容', 'Item', { max: 500, example: '数据来源的合同。' }), { min: 1, max: 50 }),
    dueOn: date('期限', 'Due on'),
  },
  apply: ({ case: { data, organisationId }, payload, today, calendar }) => {
    const broken = brokenDeadline(payload.dueOn, data.rules.evidenceLimit, today, calendar);
    if (broken) return broken;
    const asked: EvidenceRequest = { items: payload.items, askedOn: today, dueOn: payload.dueOn, supplied: null };
    return {
      data: { ...data, evidence: [...data.evidence, asked] },
      effects: [
        {
          type: 'tell',
          organisationId,
          roles: ['it', 'director'],
          message: 'confirmation.evidence-asked',
          parameters: { dueOn: asked.dueOn },
        },
      ],
    };
  },
});

export const supplyEvidence = define({
  title: { zh: '提交补充证明', en: 'Supply the evidence' },
  from: ['evidence-asked'],
  to: 'reviewing',
  by: ['hospital:it', 'hospital:director'],
  payload: { documents },
  apply: ({ case: { data }, payload }) => ({
    data: { ...data, evidence: data.evidence.map((asked) => (asked.supplied ? asked : { ...asked, supplied: payload.documents })) },
    effects: [
      { type: 'tell', organisationId: data.agency.id, roles: ['registrar'], message: 'confirmation.evidence-supplied', parameters: {} },
    ],
  }),
});

/** What can neither be supplied nor checked ends the case (art. 18–22). */
export const missEvidence = define({
  title: { zh: '逾期未补充证明', en: 'Evidence not supplied in time' },
  from: ['evidence-asked'],
  to: 'ended',
  by: ['system:clock'],
  payload: {},
  apply: ({ case: { data, organisationId }, today }) => ({
    data: { ...data, ending: { reason: 'evidence-missed', ground: null, on: today } },
    effects: [
      { type: 'stage-ended', outcome: 'ended', handover: { reason: 'evidence-missed' } },
      { type: 'tell', organisationId, roles: ['it', 'director'], message: 'confirmation.ended', parameters: {} },
    ],
  }),
});
