import { type Effect } from '#libs/cases';
import { fen, moneyOf, orThrow, type LegalDate, type Money } from '#libs/kernel';
import { defaultFeeSchedules, feeOf, type FeeRange, type FeeSchedule, type FeeSource } from '#libs/ledger';
import { type GovernanceData } from './governance.data';
import { defaultRates, type GovernanceRates } from './governance-rates';

const HOUR_MS = 3_600_000;

/** What others pay for the governance of one scan: nothing is booked by it, it is what the cost is compared with. */
export interface ScanBenchmark {
  readonly low: Money;
  readonly high: Money;
  readonly source: FeeSource;
}

export function scanBenchmark(): ScanBenchmark | null {
  const schedule = defaultFeeSchedules.find(({ category }) => category === 'imaging-governance');
  return schedule ? { low: fen(schedule.rate.low), high: fen(schedule.rate.high), source: schedule.source } : null;
}

/** A case that was planned before rates could be set has the defaults. */
export const ratesOfCase = ({ plan }: Pick<GovernanceData, 'plan'>): GovernanceRates => plan.rates ?? defaultRates;

/**
 * Processor time of the engine for a file and for a million bytes of it, in milliseconds: of slices that are passed on, of a mixed archive, and
 * of images that are searched and read throughout (docs/benchmarks.md).
 */
const EFFORT = { low: { file: 1, megabyte: 2 }, expected: { file: 20, megabyte: 4 }, high: { file: 5_000, megabyte: 10 } } as const;
const BYTES_IN_MB = 1_000_000;

/** What the run is going to be booked at. Decisions on held files are not in it: how many there will be nobody knows before. */
export function governanceEstimate(
  { files, bytes, scans }: { readonly files: number; readonly bytes: number; readonly scans: number },
  rates: GovernanceRates,
  today: LegalDate,
): FeeRange {
  if (rates.vendor) return vendorFee(rates.vendor, scans, today);
  const cost = ({ file, megabyte }: { readonly file: number; readonly megabyte: number }): Money =>
    computeCost(files * file + (bytes / BYTES_IN_MB) * megabyte, rates);
  return { low: cost(EFFORT.low), expected: cost(EFFORT.expected), high: cost(EFFORT.high) };
}

type Booked = GovernanceData['booked'];

/** What a run added, which for a rework is the difference alone. A vendor who is paid for the scan pays for the machines. */
export function runCosts(
  organisationId: string,
  {
    before,
    after,
    rates,
    today,
  }: { readonly before: Booked; readonly after: Booked; readonly rates: GovernanceRates; readonly today: LegalDate },
): readonly Effect[] {
  const { vendor } = rates;
  if (vendor) {
    const [paid, due] = [before.scans, after.scans].map((scans) => vendorFee(vendor, scans, today).expected.amount) as [number, number];
    return cost(organisationId, vendor.category, after.scans - before.scans, 'scan', fen(due - paid));
  }
  const seconds = Math.ceil((after.cpuMilliseconds - before.cpuMilliseconds) / 1000);
  const [paid, due] = [before, after].map(({ cpuMilliseconds }) => computeCost(cpuMilliseconds, rates).amount) as [number, number];
  return cost(organisationId, 'compute', seconds, 'cpu-second', fen(due - paid));
}

/** What a person's decision on held files costs, whoever runs the machines. */
export const decisionCost = (organisationId: string, { fenPerDecision }: GovernanceRates): readonly Effect[] =>
  cost(organisationId, 'review', 1, 'decision', fen(fenPerDecision));

/** A begun fen of the whole counts as one: what was used is never booked as nothing. */
const computeCost = (cpuMilliseconds: number, { fenPerCpuHour }: GovernanceRates): Money =>
  orThrow(moneyOf(Math.ceil((cpuMilliseconds * fenPerCpuHour) / HOUR_MS)));

/** Throws RefusalError for sums that Money can't hold. */
const vendorFee = (vendor: FeeSchedule, scans: number, today: LegalDate): FeeRange => orThrow(feeOf(vendor, { scans }, today));

const cost = (organisationId: string, category: string, quantity: number, unit: string, amount: Money): readonly Effect[] =>
  amount.amount > 0 ? [{ type: 'book', booking: { kind: 'cost', organisationId, category, quantity, unit, amount } }] : [];
