import { choice, command, date, digest, group, list, text, type Effect } from '#libs/cases';
import { legalDateOf, type LegalDate, type Money, type WorkingCalendar } from '#libs/kernel';
import { feeOf, type FeeSchedule } from '#libs/ledger';
import { type ConfirmationData, type ConfirmationState } from './confirmation.data';
import { refuseConfirmation } from './confirmation.errors';
import { type FeesFact } from './confirmation.fact-values';
import { brokenDeadline } from './deadline.rule';

const define = command<ConfirmationData, ConfirmationState>();

export const documents = list(
  '补充材料',
  'Documents',
  group('材料', 'Document', { name: text('名称', 'Name', { max: 200, example: '单独同意书' }), sha256: digest('摘要', 'SHA-256') }),
  { min: 1, max: 50 },
);

/** 受理: the application is complete. */
export const accept = define({
  title: { zh: '受理', en: 'Accept' },
  from: ['applied'],
  to: 'accepted',
  by: ['agency:registrar'],
  payload: {},
  facts: ['fees'],
  apply: ({ case: { data, organisationId }, facts, today }) =>
    accepted(data, organisationId, { on: today, deemed: false, provisional: false }, facts['fees'] as FeesFact, today),
});

/** Nobody answered in time: it counts as accepted on the first working day after the limit (art. 17), whenever the clock was served. */
export const deemAccepted = define({
  title: { zh: '视为受理', en: 'Deemed accepted' },
  from: ['applied'],
  to: 'accepted',
  by: ['system:clock'],
  payload: {},
  facts: ['fees'],
  apply: ({ case: { data, organisationId, clocks }, facts, today, calendar }) => {
    const limit = clocks.find(({ name }) => name === 'acceptance')?.dueAt;
    if (!limit) throw new Error('an application without a limit was deemed accepted');
    const { date: on, provisional } = calendar.addWorkingDays(legalDateOf(limit), 1);
    const acceptance = { on, deemed: true, provisional };
    const told: Effect = {
      type: 'tell',
      organisationId: data.agency.id,
      roles: ['registrar', 'admin'],
      message: 'confirmation.deemed-accepted',
      parameters: { on },
    };
    const outcome = accepted(data, organisationId, acceptance, facts['fees'] as FeesFact, today);
    return { ...outcome, effects: [...outcome.effects, told] };
  },
});

/** One complete list of all that is missing, with a deadline, once (art. 17). */
export const askSupplement = define({
  title: { zh: '一次性告知补正', en: 'Ask for all that is missing, once' },
  from: ['applied'],
  to: 'supplementing',
  by: ['agency:registrar'],
  payload: {
    missing: list('补正内容', 'What is missing', text('内容', 'Item', { max: 500, example: '缺少数据样例说明。' }), { min: 1, max: 50 }),
    dueOn: date('补正期限', 'Due on'),
  },
  apply: ({ case: { data, organisationId }, payload, today, calendar }) => {
    if (data.supplement)
      return refuseConfirmation('confirmation.supplement-once', 'What is missing is asked for once, completely (guide art. 17).');
    const broken = brokenDeadline(payload.dueOn, data.rules.supplementLimit, today, calendar);
    if (broken) return broken;
    const { missing, dueOn } = payload;
    return {
      data: { ...data, supplement: { missing, askedOn: today, dueOn, supplied: null } },
      effects: [
        {
          type: 'tell',
          organisationId,
          roles: ['it', 'director'],
          message: 'confirmation.supplement-asked',
          parameters: { dueOn, items: missing.length },
        },
      ],
    };
  },
});

export const supplement = define({
  title: { zh: '补正', en: 'Supplement' },
  from: ['supplementing'],
  to: 'applied',
  by: ['hospital:it', 'hospital:director'],
  payload: { documents },
  apply: ({ case: { data }, payload }) => ({
    data: { ...data, supplement: { ...data.supplement!, supplied: payload.documents } },
    effects: [{ type: 'tell', organisationId: data.agency.id, roles: ['registrar'], message: 'confirmation.supplemented', parameters: {} }],
  }),
});

/** The deadline was missed: the application counts as not filed (art. 17). */
export const missSupplement = define({
  title: { zh: '逾期未补正', en: 'Supplement not supplied in time' },
  from: ['supplementing'],
  to: 'not-accepted',
  by: ['system:clock'],
  payload: {},
  apply: ({ case: { data, organisationId }, today }) => notFiled(data, organisationId, 'supplement-missed', today),
});

export const notAccept = define({
  title: { zh: '不予受理', en: 'Do not accept' },
  from: ['applied'],
  to: 'not-accepted',
  by: ['agency:registrar'],
  payload: {
    ground: choice('理由类型', 'Ground', ['outside-scope', 'incomplete-after-supplement']),
    reason: text('理由', 'Reason', { max: 1000, example: '补正后仍不齐备。' }),
  },
  apply: ({ case: { data, organisationId }, payload, today }) =>
    payload.ground === 'incomplete-after-supplement' && !data.supplement
      ? refuseConfirmation('confirmation.list-first', 'What is missing is asked for before an application is turned away as incomplete.', {
          field: 'ground',
        })
      : notFiled(data, organisationId, payload.reason, today),
});

function accepted(
  data: ConfirmationData,
  payer: string,
  acceptance: NonNullable<ConfirmationData['acceptance']>,
  { schedules }: FeesFact,
  today: LegalDate,
) {
  const fee = feeAt(schedules, today);
  const { id: payee } = data.agency;
  const effects: Effect[] = [
    {
      type: 'tell',
      organisationId: payer,
      roles: ['it', 'finance'],
      message: 'confirmation.accepted',
      parameters: { on: acceptance.on, fee: fee?.amount ?? 0 },
    },
    ...(fee && fee.amount > 0
      ? [
          {
            type: 'book' as const,
            booking: { kind: 'charge' as const, stage: 'confirmation', category: 'registration', payer, payee, amount: fee },
          },
        ]
      : []),
  ];
  return { data: { ...data, acceptance, fee }, effects, recorded: { acceptedOn: acceptance.on, deemed: acceptance.deemed } };
}

/** The agency's published fee of that day, cut at its cap; null where it published none: then nothing is charged (art. 10). */
export function feeAt(schedules: readonly FeeSchedule[], date: LegalDate): Money | null {
  for (const schedule of schedules) {
    const fee = feeOf(schedule, {}, date);
    if (fee.ok) return fee.value.expected;
  }
  return null;
}

function notFiled(data: ConfirmationData, organisationId: string, reason: string, on: LegalDate) {
  const effects: Effect[] = [
    { type: 'stage-ended', outcome: 'ended', handover: { reason: 'not-accepted' } },
    { type: 'tell', organisationId, roles: ['it', 'director'], message: 'confirmation.not-accepted', parameters: {} },
  ];
  return { data: { ...data, ending: { reason, ground: null, on } }, effects };
}

/**
 * Working days from `today` in which `days` of them have passed after `from`, which may lie on either side: a deemed acceptance takes effect on a day
 * of its own, whenever its clock was served.
 */
export const workingDaysFrom = (from: LegalDate, days: number, today: LegalDate, calendar: WorkingCalendar): number =>
  Math.max(0, days + calendar.workingDaysBetween(today, from));
