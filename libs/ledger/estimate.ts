import { fen, ok, orThrow, sumMoney, type LegalDate, type Money, type Result } from '#libs/kernel';
import { defaultFeeSchedules } from './default-fee-schedules';
import { feeOf, isInEffect, type FeeQuantities, type FeeRange, type FeeSchedule } from './fee-schedule';
import { refuseLedger } from './ledger.errors';
import { ledgerStages, productionStages, type LedgerStage } from './stage';

export interface EstimateInput extends FeeQuantities {
  readonly date: LegalDate;
  /** `CN` or a part of it, as `CN-GD`. */
  readonly jurisdiction: string;
  /** Assets of one source that share a legal opinion, this one included; 1 when absent. */
  readonly siblings?: number;
  /** Absent: the defaults. */
  readonly schedules?: readonly FeeSchedule[];
}

export interface EstimateLine extends FeeRange {
  readonly schedule: FeeSchedule;
}

export interface Estimate {
  /** One a schedule, in the order of the stages; none where there is nothing to pay. */
  readonly lines: readonly EstimateLine[];
  /** Fees paid once, by stage. */
  readonly stages: Readonly<Record<LedgerStage, FeeRange>>;
  /** Governance, legal assessment and confirmation, once: what must be earned back. */
  readonly production: FeeRange;
  /** Each renewal of the certificate. */
  readonly renewal: FeeRange;
  /** Each sale: delivery, and the commission where a price is given. */
  readonly sale: FeeRange;
}

/**
 * What an asset of this size will cost, from the schedules in effect on that day.
 * Refuses what `feeOf` refuses, and `ledger.unusable-quantity` for siblings.
 */
export function estimate(input: EstimateInput): Result<Estimate> {
  const { siblings = 1, date, jurisdiction, schedules = defaultFeeSchedules } = input;
  if (!Number.isSafeInteger(siblings) || siblings < 1)
    return refuseLedger('ledger.unusable-quantity', 'siblings are a whole number from 1', { field: 'siblings' });
  const lines: EstimateLine[] = [];
  for (const schedule of applicable(schedules, jurisdiction, date)) {
    if (schedule.basis === 'percent' && input.price === undefined) continue;
    const fee = feeOf(schedule, input, date);
    if (!fee.ok) return fee;
    const range = schedule.stage === 'assessment' ? eachOf(fee.value, siblings) : fee.value;
    if (range.high.amount > 0) lines.push({ schedule, ...range });
  }
  return ok(summed(lines));
}

/** Of the schedules with one code those in effect, and of these the narrowest that covers the place. */
function applicable(schedules: readonly FeeSchedule[], jurisdiction: string, date: LegalDate): FeeSchedule[] {
  const narrowest = new Map<string, FeeSchedule>();
  for (const schedule of schedules) {
    if (!isInEffect(schedule, date) || !covers(schedule.jurisdiction, jurisdiction)) continue;
    const found = narrowest.get(schedule.code);
    if (found === undefined || schedule.jurisdiction.length > found.jurisdiction.length) narrowest.set(schedule.code, schedule);
  }
  return [...narrowest.values()].sort((a, b) => ledgerStages.indexOf(a.stage) - ledgerStages.indexOf(b.stage));
}

const covers = (wide: string, place: string): boolean => place === wide || place.startsWith(`${wide}-`);

function summed(lines: readonly EstimateLine[]): Estimate {
  const due = (occasion: FeeSchedule['due'], stages = ledgerStages as readonly LedgerStage[]): FeeRange =>
    total(lines.filter(({ schedule }) => schedule.due === occasion && stages.includes(schedule.stage)));
  const [collection, governance, assessment, confirmation, trading] = ledgerStages.map((stage) => due('once', [stage])) as FiveRanges;
  const stages = { collection, governance, assessment, confirmation, trading };
  return { lines, stages, production: due('once', productionStages), renewal: due('renewal'), sale: due('sale') };
}

type FiveRanges = [FeeRange, FeeRange, FeeRange, FeeRange, FeeRange];

const total = (ranges: readonly FeeRange[]): FeeRange => ({
  low: sum(ranges.map(({ low }) => low)),
  expected: sum(ranges.map(({ expected }) => expected)),
  high: sum(ranges.map(({ high }) => high)),
});

const sum = (parts: readonly Money[]): Money => orThrow(sumMoney(parts));

/** One sibling's part, rounded up to the fen. */
const eachOf = ({ low, expected, high }: FeeRange, siblings: number): FeeRange => ({
  low: part(low, siblings),
  expected: part(expected, siblings),
  high: part(high, siblings),
});

const part = ({ amount }: Money, siblings: number): Money => fen(Math.ceil(amount / siblings));
