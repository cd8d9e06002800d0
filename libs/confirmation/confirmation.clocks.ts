import { type ClockDefinition, type Duration } from '#libs/cases';
import { type LegalDate, type WorkingCalendar } from '#libs/kernel';
import { workingDaysFrom } from './acceptance.commands';
import { type ConfirmationData, type ConfirmationState } from './confirmation.data';
import { timesOverdue } from './reminder.commands';

type Clocks = Readonly<Record<string, ClockDefinition<ConfirmationData, ConfirmationState>>>;

/** Between one reminder and the next. */
const REMINDER_DAYS = 5;

const guide = (article: string): string => `数据产权登记工作指引（试行） ${article}`;

export const confirmationClocks: Clocks = {
  acceptance: {
    title: { zh: '受理期限', en: 'Time to accept' },
    basis: guide('17'),
    runsIn: ['applied'],
    lasts: ({ rules }) => rules.acceptance,
    then: 'deem-accepted',
  },
  supplement: {
    title: { zh: '补正期限', en: 'Time to supplement' },
    basis: guide('17'),
    runsIn: ['supplementing'],
    lasts: ({ supplement }) => ({ until: supplement!.dueOn }),
    then: 'miss-supplement',
  },
  review: {
    title: { zh: '审查期限', en: 'Time of review' },
    basis: guide('28'),
    runsIn: ['accepted', 'reviewing', 'cleared'],
    // Time for more evidence, notice and objections does not count.
    pausesIn: ['evidence-asked', 'noticed', 'objected'],
    lasts: reviewDuration,
    then: 'remind-review',
  },
  evidence: {
    title: { zh: '补充证明期限', en: 'Time to supply evidence' },
    basis: guide('28'),
    runsIn: ['evidence-asked'],
    lasts: ({ evidence }) => ({ until: evidence.at(-1)!.dueOn }),
    then: 'miss-evidence',
  },
  notice: {
    title: { zh: '公示期', en: 'Public notice' },
    basis: guide('24'),
    runsIn: ['noticed'],
    // An objection does not prolong the notice: after it, the notice runs to the day on which it was to close.
    lasts: ({ rules, notice }, _, today) => (notice!.publishedOn === today ? rules.notice : { until: notice!.closesOn }),
    then: 'close-notice',
  },
  objection: {
    title: { zh: '异议处理期限', en: 'Time to investigate' },
    basis: guide('25'),
    runsIn: ['objected'],
    lasts: objectionDuration,
    then: 'remind-objection',
  },
  validity: {
    title: { zh: '证书有效期', en: 'Validity of the certificate' },
    basis: guide('26'),
    runsIn: ['certified'],
    lasts: ({ attestation }) => ({ until: attestation!.validUntil }),
    then: 'lapse',
  },
};

function reviewDuration(data: ConfirmationData, calendar: WorkingCalendar, today: LegalDate): Duration {
  if (timesOverdue(data, 'review') > 0) return { workingDays: REMINDER_DAYS };
  const { review } = data.rules;
  const acceptedOn = data.acceptance!.on;
  return 'workingDays' in review ? { workingDays: workingDaysFrom(acceptedOn, review.workingDays, today, calendar) } : review;
}

/** Until the earliest that is open and was not reminded of; after that at intervals. */
function objectionDuration({ objections }: ConfirmationData): Duration {
  const due = objections.filter(({ decision, reminded }) => decision === null && !reminded).map(({ dueOn }) => dueOn);
  const earliest = due.reduce<LegalDate | null>((first, date) => (first === null || date < first ? date : first), null);
  return earliest === null ? { workingDays: REMINDER_DAYS } : { until: earliest };
}
