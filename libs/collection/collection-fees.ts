import { type Effect } from '#libs/cases';
import { orThrow, type LegalDate } from '#libs/kernel';
import { defaultFeeSchedules, feeOf, type FeeSchedule } from '#libs/ledger';

const BYTES_IN_GB = 1_000_000_000;

/** What bringing in and keeping so many bytes costs the hospital, by the schedules in effect on that day; a fee of nothing is not booked. */
export function collectionCosts(
  organisationId: string,
  bytes: number,
  today: LegalDate,
  schedules: readonly FeeSchedule[] = defaultFeeSchedules,
): readonly Effect[] {
  return schedules
    .filter((schedule) => schedule.stage === 'collection')
    .map((schedule) => ({ schedule, amount: orThrow(feeOf(schedule, { bytes }, today)).expected }))
    .filter(({ amount }) => amount.amount > 0)
    .map(({ schedule, amount }) => ({
      type: 'book',
      booking: { kind: 'cost', category: schedule.category, organisationId, amount, quantity: bytes / BYTES_IN_GB, unit: 'GB' },
    }));
}
