import { type ClockDefinition, type Duration } from '#libs/cases';
import { type LegalDate } from '#libs/kernel';
import { type AssessmentData, type AssessmentState } from './assessment.data';
import { isFavourable } from './opinion.commands';
import { timesOverdue } from './reminder.commands';

type Clocks = Readonly<Record<string, ClockDefinition<AssessmentData, AssessmentState>>>;

const QUOTE_DAYS = 5;
const CLAIM_DAYS = 2;
/** Between one reminder and the next. */
const REMINDER_DAYS = 3;

const firmRules = 'Rules of this exchange for law firms';

/** None of these terms is law: they are this exchange's rules, and what firm and hospital agreed. */
export const assessmentClocks: Clocks = {
  quote: {
    title: { zh: '报价期限', en: 'Time to quote' },
    basis: firmRules,
    runsIn: ['requested'],
    lasts: (data) => firstThenReminders(data, 'quote', QUOTE_DAYS),
    then: 'remind-quote',
  },
  offer: {
    title: { zh: '报价有效期', en: 'The quote holds' },
    basis: 'The quote',
    runsIn: ['quoted'],
    lasts: ({ quote }) => ({ until: quote!.validUntil }),
    then: 'lapse',
  },
  claim: {
    title: { zh: '认领期限', en: 'Time to claim' },
    basis: firmRules,
    runsIn: ['engaged'],
    lasts: (data) => firstThenReminders(data, 'claim', CLAIM_DAYS),
    then: 'remind-claim',
  },
  review: {
    title: { zh: '审查期限', en: 'Time of review' },
    basis: 'The quote, as agreed',
    runsIn: ['reviewing', 'drafted', 'countersigned'],
    pausesIn: ['questioned'],
    lasts: (data) => firstThenReminders(data, 'review', data.quote!.reviewDays),
    then: 'remind-review',
  },
  answer: {
    title: { zh: '答复期限', en: 'Time to answer' },
    basis: 'The question',
    runsIn: ['questioned'],
    lasts: answerDuration,
    then: 'remind-answer',
  },
  validity: {
    title: { zh: '意见书有效期', en: 'Validity of the opinion' },
    basis: 'The earliest end of its evidence and its own term',
    runsIn: ['issued'],
    lasts: ({ opinion }) => (opinion && isFavourable(opinion.handover.outcome) ? { until: opinion.handover.validUntil } : null),
    then: 'expire',
  },
};

const firstThenReminders = (data: AssessmentData, clock: string, days: number): Duration => ({
  workingDays: timesOverdue(data, clock) === 0 ? days : REMINDER_DAYS,
});

/** Until the earliest answer that is due and was not reminded of; after that at intervals. */
function answerDuration({ questions }: AssessmentData): Duration {
  const due = questions.filter(({ state, reminded }) => state === 'open' && !reminded).map(({ dueOn }) => dueOn);
  const earliest = due.reduce<LegalDate | null>((first, date) => (first === null || date < first ? date : first), null);
  return earliest === null ? { workingDays: REMINDER_DAYS } : { until: earliest };
}
