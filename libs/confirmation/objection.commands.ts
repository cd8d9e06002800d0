import { choice, command, date, digest, dueDate, id, list, optional, text, type Effect } from '#libs/cases';
import { type LegalDate, type Refused } from '#libs/kernel';
import { type ConfirmationData, type ConfirmationState, type Objection } from './confirmation.data';
import { refuseConfirmation } from './confirmation.errors';
import { type LegalTimeFact } from './confirmation.fact-values';
import { refusedBy } from './ending.commands';
import { noticeRow } from './published.rows';
import { refusalGrounds } from './rules/rule-set';

const define = command<ConfirmationData, ConfirmationState>();

const objectionField = id('异议', 'Objection', 'objection');

/**
 * 异议: came in while the notice stood, with reason and material, from anyone (art. 25). The case keeps its id; who objects and what he
 * wrote stays with the agency. The clock counts from receipt, also where the job that brings it is late.
 */
export const receiveObjection = define({
  title: { zh: '收到异议', en: 'Receive an objection' },
  from: ['noticed', 'objected', 'cleared'],
  to: 'objected',
  by: ['system:job'],
  payload: { objection: objectionField, receivedOn: date('收到日期', 'Received on') },
  apply: ({ case: { data, organisationId }, payload, calendar }) => {
    if (data.objections.some((known) => known.id === payload.objection)) return { data };
    const { date: dueOn, provisional } = dueDate(data.rules.objection, payload.receivedOn, calendar);
    const received: Objection = {
      id: payload.objection,
      receivedOn: payload.receivedOn,
      dueOn,
      provisional,
      reminded: false,
      question: null,
      explanation: null,
      decision: null,
    };
    const tell = (to: string, roles: readonly string[]): Effect => ({
      type: 'tell',
      organisationId: to,
      roles,
      message: 'confirmation.objection-received',
      parameters: { dueOn },
    });
    return {
      data: { ...data, objections: [...data.objections, received] },
      restart: ['objection'],
      effects: [tell(data.agency.id, ['registrar']), tell(organisationId, ['it', 'director'])],
    };
  },
});

export const askExplanation = define({
  title: { zh: '要求申请人说明', en: 'Ask the applicant to explain' },
  from: ['objected'],
  to: 'objected',
  by: ['agency:registrar'],
  payload: { objection: objectionField, question: text('问题', 'Question', { max: 2000, example: '请说明数据来源。' }) },
  apply: ({ case: { data, organisationId }, payload }) => {
    const broken = brokenObjection(data, payload.objection);
    if (broken) return broken;
    return {
      data: withObjection(data, payload.objection, { question: payload.question }),
      effects: [{ type: 'tell', organisationId, roles: ['it', 'director'], message: 'confirmation.explanation-asked', parameters: {} }],
    };
  },
});

export const explain = define({
  title: { zh: '说明', en: 'Explain' },
  from: ['objected'],
  to: 'objected',
  by: ['hospital:it', 'hospital:director'],
  payload: {
    objection: objectionField,
    text: text('说明', 'Explanation', { max: 4000, example: '数据为本院诊疗活动中产生。' }),
    evidence: list('证据', 'Evidence (SHA-256)', digest('证据', 'Evidence'), { max: 20 }),
  },
  apply: ({ case: { data }, payload, today }) => {
    const broken = brokenObjection(data, payload.objection);
    if (broken) return broken;
    if (data.objections.find(({ id: known }) => known === payload.objection)?.question === null)
      return refuseConfirmation('confirmation.no-question', 'The agency has not asked about this objection.', { field: 'objection' });
    const explanation = { text: payload.text, evidence: payload.evidence, on: today };
    return {
      data: withObjection(data, payload.objection, { explanation }),
      effects: [{ type: 'tell', organisationId: data.agency.id, roles: ['registrar'], message: 'confirmation.explained', parameters: {} }],
    };
  },
});

/** Register or refuse (art. 25). With the last open objection dismissed, what is left of the notice runs on. */
export const decideObjection = define({
  title: { zh: '处理异议', en: 'Decide on an objection' },
  from: ['objected'],
  to: ['objected', 'noticed', 'cleared', 'refused'],
  by: ['agency:registrar'],
  payload: {
    objection: objectionField,
    outcome: choice('结论', 'Outcome', ['dismissed', 'upheld']),
    ground: optional(choice('不予登记理由', 'Ground of refusal', refusalGrounds)),
    reason: text('理由', 'Reason', { max: 4000, example: '经核查，异议不成立。' }),
  },
  facts: ['legalTime'],
  apply: ({ case: { id: caseId, data, organisationId }, facts, payload, today }) => {
    const broken = brokenObjection(data, payload.objection);
    if (broken) return broken;
    const { outcome, reason, ground } = payload;
    const { simulated } = facts['legalTime'] as LegalTimeFact;
    const decided = withObjection(data, payload.objection, { decision: { outcome, reason, on: today } });
    if (outcome === 'upheld') {
      if (!ground)
        return refuseConfirmation('confirmation.unknown-ground', 'A refusal names its ground (guide art. 22).', { field: 'ground' });
      return {
        to: 'refused',
        ...refusedBy({ id: caseId, organisationId, data: decided }, { ground, reason, simulated, upheld: true }, today),
      };
    }
    const to = stateAfter(decided, today);
    return {
      to,
      data: decided,
      restart: ['objection'],
      effects: [
        ...(to === 'cleared' ? [noticeRow({ caseId, data: decided }, 'closed', simulated)] : []),
        { type: 'tell', organisationId, roles: ['it', 'director'], message: 'confirmation.objection-dismissed', parameters: {} },
      ],
      recorded: { objection: payload.objection, outcome },
    };
  },
});

function stateAfter({ objections, notice }: ConfirmationData, today: LegalDate): ConfirmationState {
  if (objections.some(({ decision }) => decision === null)) return 'objected';
  return notice!.closesOn < today ? 'cleared' : 'noticed';
}

function brokenObjection({ objections }: ConfirmationData, objectionId: string): Refused | undefined {
  const found = objections.find(({ id: known }) => known === objectionId);
  if (!found) return refuseConfirmation('confirmation.unknown-objection', 'There is no such objection.', { field: 'objection' });
  return found.decision
    ? refuseConfirmation('confirmation.objection-decided', 'The objection has been decided.', { field: 'objection' })
    : undefined;
}

const withObjection = (data: ConfirmationData, objectionId: string, change: Partial<Objection>): ConfirmationData => ({
  ...data,
  objections: data.objections.map((objection) => (objection.id === objectionId ? { ...objection, ...change } : objection)),
});
