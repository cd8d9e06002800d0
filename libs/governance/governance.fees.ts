import { fen, moneyOf, orThrow, type LegalDate, type Money } from '#libs/kernel';
import { defaultFeeSchedules, feeOf, type FeeRange } from '#libs/ledger';

/** What an hour of one processor core costs, in fen; a cloud's list price for a general-purpose core. A hospital may set its own. */
export const computeRate = { version: 'compute/1', fenPerCpuHour: 30 } as const;

const HOUR_MS = 3_600_000;

/** The fee for governing so many scans. Throws RefusalError outside the time for which there is a tariff. */
export function scanFee(scans: number, date: LegalDate): FeeRange {
  const schedule = defaultFeeSchedules.find(({ category }) => category === 'imaging-governance');
  return schedule ? orThrow(feeOf(schedule, { scans }, date)) : { low: fen(0), expected: fen(0), high: fen(0) };
}

/** A begun fen counts as one: what was used is never booked as nothing. */
export const computeCost = (cpuMilliseconds: number): Money =>
  orThrow(moneyOf(Math.ceil((cpuMilliseconds * computeRate.fenPerCpuHour) / HOUR_MS)));
