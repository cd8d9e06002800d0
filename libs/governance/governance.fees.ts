import { fen, moneyOf, orThrow, type LegalDate, type Money } from '#libs/kernel';
import { defaultFeeSchedules, feeOf, type FeeRange, type FeeSchedule, type FeeSource } from '#libs/ledger';

export interface ComputeRate {
  readonly version: string;
  /** For an hour of one processor core. */
  readonly fenPerCpuHour: number;
  readonly source: FeeSource;
}

/** A hospital may set its own. */
export const computeRate: ComputeRate = {
  version: 'compute/1',
  fenPerCpuHour: 30,
  source: { text: 'Assumption of Medbourse: about what a cloud asks for a general-purpose core; power, room and people are not in it' },
};

const HOUR_MS = 3_600_000;

const scanSchedule = (): FeeSchedule | undefined => defaultFeeSchedules.find(({ category }) => category === 'imaging-governance');

/** What others pay for the governance of one scan: what computing it is compared with. */
export interface ScanBenchmark {
  readonly low: Money;
  readonly high: Money;
  readonly source: FeeSource;
}

export function scanBenchmark(): ScanBenchmark | null {
  const schedule = scanSchedule();
  return schedule ? { low: fen(schedule.rate.low), high: fen(schedule.rate.high), source: schedule.source } : null;
}

/** The fee for governing so many scans. Throws RefusalError outside the time for which there is a tariff. */
export function scanFee(scans: number, date: LegalDate): FeeRange {
  const schedule = scanSchedule();
  return schedule ? orThrow(feeOf(schedule, { scans }, date)) : { low: fen(0), expected: fen(0), high: fen(0) };
}

/** A begun fen counts as one: what was used is never booked as nothing. */
export const computeCost = (cpuMilliseconds: number): Money =>
  orThrow(moneyOf(Math.ceil((cpuMilliseconds * computeRate.fenPerCpuHour) / HOUR_MS)));
