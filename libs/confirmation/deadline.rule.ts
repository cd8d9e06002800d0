import { dueDate } from '#libs/cases';
import { type LegalDate, type Refused, type WorkingCalendar } from '#libs/kernel';
import { refuseConfirmation } from './confirmation.errors';
import { type Term } from './rules/rule-set';

/** A deadline that the agency sets: not in the past, and not beyond what the rules leave it. */
export function brokenDeadline(dueOn: LegalDate, limit: Term, today: LegalDate, calendar: WorkingCalendar): Refused | undefined {
  if (dueOn < today) return refuseConfirmation('confirmation.deadline-passed', 'The deadline lies in the past.', { field: 'dueOn' });
  const { date: latest } = dueDate(limit, today, calendar);
  if (dueOn <= latest) return undefined;
  return refuseConfirmation('confirmation.deadline-too-late', `The deadline is ${latest} at the latest.`, {
    field: 'dueOn',
    facts: { latest },
  });
}
