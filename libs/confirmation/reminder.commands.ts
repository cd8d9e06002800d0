import { command } from '#libs/cases';
import { type LegalDate } from '#libs/kernel';
import { type ConfirmationData, type ConfirmationState, type Objection } from './confirmation.data';

const define = command<ConfirmationData, ConfirmationState>();

/**
 * The guide says how long an agency may take, and nothing of what follows where it takes longer: so it is told, then its administrators and the
 * applicant, again and again; the case stays where it is.
 */
export const remindReview = define({
  title: { zh: '审查超期', en: 'The review is overdue' },
  from: ['accepted', 'reviewing', 'cleared'],
  by: ['system:clock'],
  payload: {},
  apply: ({ case: { data, organisationId }, today }) => overdue(data, organisationId, 'review', today),
});

export const remindObjection = define({
  title: { zh: '异议处理超期', en: 'The investigation is overdue' },
  from: ['objected'],
  by: ['system:clock'],
  payload: {},
  apply: ({ case: { data, organisationId }, today }) =>
    overdue({ ...data, objections: data.objections.map((one) => reminded(one, today)) }, organisationId, 'objection', today),
});

export const timesOverdue = (data: ConfirmationData, what: string): number => data.overdue.filter((mark) => mark.what === what).length;

function overdue(data: ConfirmationData, applicant: string, what: string, on: LegalDate) {
  const again = timesOverdue(data, what) > 0;
  const message = `confirmation.overdue-${what}`;
  return {
    data: { ...data, overdue: [...data.overdue, { what, on }] },
    restart: [what],
    effects: [
      {
        type: 'tell' as const,
        organisationId: data.agency.id,
        roles: again ? ['registrar', 'admin'] : ['registrar'],
        message,
        parameters: {},
      },
      ...(again ? [{ type: 'tell' as const, organisationId: applicant, roles: ['it'], message, parameters: {} }] : []),
    ],
  };
}

const reminded = (objection: Objection, today: LegalDate): Objection =>
  objection.decision === null && objection.dueOn < today ? { ...objection, reminded: true } : objection;
