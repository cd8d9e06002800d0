import { command, date, flag, integer, money, optional, text, type Effect } from '#libs/cases';
import { addDays, orThrow, shareOf, type Money, type Refused } from '#libs/kernel';
import { wouldExceed } from '#libs/ledger';
import { type AssetFact } from '#libs/pipeline';
import { type AssessmentData, type AssessmentState, type Quote } from './assessment.data';
import { refuseAssessment } from './assessment.errors';
import { type ConflictFact, type SpendingFact } from './assessment.fact-values';
import { personOf } from './acting-person';

const define = command<AssessmentData, AssessmentState>();

const QUOTE_DAYS_MIN = 1;
const REVIEW_DAYS_MAX = 60;

/** The firm's offer, with the declaration that it is free of conflicts: checked over the whole firm before anyone opens the file. */
export const quote = define({
  title: { zh: '报价', en: 'Quote' },
  from: ['requested', 'quoted'],
  to: 'quoted',
  by: ['law-firm:lawyer', 'law-firm:partner'],
  payload: {
    fee: money('费用', 'Fee', { min: 1 }),
    advancePercent: integer('签约时支付比例（%）', 'Percent due on engagement', { min: 0, max: 100 }),
    volume: text('数据量', 'Volume that the fee is set by', { max: 200, example: '1000 名患者' }),
    frequency: text('更新频率', 'Frequency that the fee is set by', { max: 200, example: '一次性' }),
    reviewDays: integer('审查工作日', 'Working days of review', { min: 1, max: REVIEW_DAYS_MAX }),
    validUntil: date('报价有效期至', 'Quote valid until'),
    noConflict: flag('声明无利益冲突', 'Declares to be free of conflicts of interest'),
  },
  facts: ['conflicts'],
  apply: ({ case: snapshot, actor, facts, payload, today }) => {
    const conflict = conflictIn(facts['conflicts'] as ConflictFact);
    if (conflict) return conflict;
    if (!payload.noConflict)
      return refuseAssessment('assessment.declaration-missing', 'A quote needs the declaration that there is no conflict of interest.', {
        field: 'noConflict',
      });
    if (payload.validUntil < addDays(today, QUOTE_DAYS_MIN))
      return refuseAssessment('assessment.quote-ends-early', 'A quote holds until tomorrow at least.', { field: 'validUntil' });
    const { fee, advancePercent, volume, frequency, reviewDays, validUntil } = payload;
    const declaration = { by: personOf(actor), on: today };
    const offered: Quote = { fee, advancePercent, volume, frequency, reviewDays, validUntil, declaration };
    return {
      data: { ...snapshot.data, quote: offered },
      restart: ['offer'],
      effects: [
        {
          type: 'tell',
          organisationId: snapshot.organisationId,
          roles: ['it', 'finance', 'director'],
          message: 'assessment.quoted',
          parameters: { fee: fee.amount, validUntil },
        },
      ],
      recorded: { fee: { ...fee }, reviewDays },
    };
  },
});

/** Somebody who may spend the hospital's money says yes. Beyond the budget only the director may, and says why. */
export const engage = define({
  title: { zh: '签约委托', en: 'Engage the firm' },
  from: ['quoted'],
  to: 'engaged',
  by: ['hospital:finance', 'hospital:director'],
  payload: {
    beyondBudget: optional(text('超预算理由', 'Reason to go beyond the budget', { max: 500, example: '院长办公会同意追加。' })),
  },
  facts: ['asset', 'spending', 'conflicts'],
  apply: ({ case: { data, organisationId }, actor, facts, payload, today }) => {
    const { fee, advancePercent } = data.quote!;
    const conflict = conflictIn(facts['conflicts'] as ConflictFact);
    if (conflict) return conflict;
    const isDirector = actor.kind === 'person' && actor.roles.includes('director');
    const over = overBudget((facts['asset'] as AssetFact).data.budget, facts['spending'] as SpendingFact, fee);
    if (over && !(isDirector && payload.beyondBudget)) return over;
    const beyondBudget = over ? (payload.beyondBudget ?? null) : null;
    return {
      data: { ...data, engagement: { by: personOf(actor), on: today, beyondBudget } },
      effects: [
        ...chargeOf(organisationId, data.firmId, advanceOf({ fee, advancePercent })),
        { type: 'tell', organisationId: data.firmId, roles: ['lawyer', 'partner'], message: 'assessment.engaged', parameters: {} },
      ],
      recorded: { fee: { ...fee }, beyondBudget: over !== undefined },
    };
  },
});

/** The firm does not take the case: before it is engaged only, since afterwards it owes the opinion. */
export const decline = define({
  title: { zh: '谢绝委托', en: 'Decline' },
  from: ['requested', 'quoted'],
  to: 'declined',
  by: ['law-firm:lawyer', 'law-firm:partner'],
  payload: { reason: text('理由', 'Reason', { max: 500, example: '与本所在办业务存在利益冲突。' }) },
  apply: ({ case: { data, organisationId }, payload, today }) => ({
    data: { ...data, ending: { reason: payload.reason, on: today } },
    effects: [
      { type: 'stage-ended', outcome: 'declined', handover: { reason: 'declined-by-firm' } },
      { type: 'tell', organisationId, roles: ['it', 'director'], message: 'assessment.declined', parameters: {} },
    ],
  }),
});

/** What falls due on engagement, half a fen rounded up; the rest with the opinion. */
export const advanceOf = ({ fee, advancePercent }: Pick<Quote, 'fee' | 'advancePercent'>): Money =>
  orThrow(shareOf(fee, advancePercent * 100, 'half-up'));

/** What a hospital owes its firm; nothing is booked for nothing. */
export const chargeOf = (payer: string, payee: string, amount: Money): readonly Effect[] =>
  amount.amount > 0
    ? [{ type: 'book', booking: { kind: 'charge', stage: 'assessment', category: 'legal-opinion', payer, payee, amount } }]
    : [];

export function conflictIn({ sharedPeople, otherParts }: ConflictFact): Refused | undefined {
  if (sharedPeople.length === 0 && otherParts.length === 0) return undefined;
  return refuseAssessment('assessment.conflict-of-interest', 'The firm or its people are bound to the hospital beyond this engagement.', {
    facts: { sharedPeople: sharedPeople.length, otherParts: otherParts.map(({ kind, part }) => `${kind}:${part}`) },
  });
}

function overBudget(budget: Money | null, { booked }: SpendingFact, fee: Money): Refused | undefined {
  if (budget === null || !wouldExceed(budget, booked, fee)) return undefined;
  return refuseAssessment(
    'assessment.over-budget',
    'The fee would take the asset above its budget; the director may agree, with a reason.',
    {
      field: 'beyondBudget',
      facts: { budget: budget.amount, booked: booked.amount, fee: fee.amount },
    },
  );
}
