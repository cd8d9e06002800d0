import { command, type CommandDefinition } from '#libs/cases';
import { type LegalDate } from '#libs/kernel';
import { type AssessmentData, type AssessmentState, type Question } from './assessment.data';

const define = command<AssessmentData, AssessmentState>();

/** Who is reminded first, and who is told when it stays so: each time the clock runs out it begins anew and goes one up. */
interface Reminder {
  readonly clock: string;
  readonly from: readonly AssessmentState[];
  readonly title: { readonly zh: string; readonly en: string };
  readonly told: (
    data: AssessmentData,
    hospital: string,
  ) => { readonly organisationId: string; readonly first: string[]; readonly then: string[] };
}

const byFirm = (data: AssessmentData) => ({ organisationId: data.firmId, first: ['lawyer', 'partner'], then: ['partner', 'admin'] });
const byHospital = (_: AssessmentData, organisationId: string) => ({ organisationId, first: ['it'], then: ['it', 'director'] });

export const remindQuote = reminder({
  clock: 'quote',
  from: ['requested'],
  title: { zh: '提醒报价', en: 'Remind of the quote' },
  told: byFirm,
});

export const remindClaim = reminder({
  clock: 'claim',
  from: ['engaged'],
  title: { zh: '提醒认领', en: 'Remind to claim' },
  told: byFirm,
});

export const remindReview = reminder({
  clock: 'review',
  from: ['reviewing', 'drafted', 'countersigned'],
  title: { zh: '审查超期', en: 'The review is overdue' },
  told: byFirm,
});

export const remindAnswer = reminder({
  clock: 'answer',
  from: ['questioned'],
  title: { zh: '答复超期', en: 'The answer is overdue' },
  told: byHospital,
});

/** How often a clock has run out so far. */
export const timesOverdue = (data: AssessmentData, clock: string): number => data.overdue.filter(({ what }) => what === clock).length;

function reminder({ clock, from, title, told }: Reminder): CommandDefinition<AssessmentData, AssessmentState> {
  return define({
    title,
    from,
    by: ['system:clock'],
    payload: {},
    apply: ({ case: { data, organisationId }, today }) => {
      const { organisationId: to, first, then } = told(data, organisationId);
      const roles = timesOverdue(data, clock) === 0 ? first : then;
      const overdue = [...data.overdue, { what: clock, on: today }];
      return {
        data: { ...data, overdue, questions: data.questions.map((question) => reminded(question, today)) },
        restart: [clock],
        effects: [{ type: 'tell', organisationId: to, roles, message: `assessment.overdue-${clock}`, parameters: {} }],
      };
    },
  });
}

const reminded = (question: Question, today: LegalDate): Question =>
  question.state === 'open' && question.dueOn < today ? { ...question, reminded: true } : question;
