import { compareDates, moneyOf, ok, type Bilingual, type Currency, type LegalDate, type Money, type Result } from '#libs/kernel';
import { isCategoryCode } from './category';
import { refuseLedger } from './ledger.errors';
import { type LedgerStage } from './stage';

/**
 * What a fee is counted by. The rate is in fen — per scan, per record, per 10^9 bytes, or for the whole — and for `percent` in basis
 * points of the price (250 is 2.5 %).
 */
export type FeeBasis = 'per-scan' | 'per-record' | 'per-gb' | 'flat' | 'percent';

/** A tariff that is exact has the same rate thrice. */
export interface Spread<T> {
  readonly low: T;
  readonly expected: T;
  readonly high: T;
}

export interface FeeSchedule {
  readonly code: string;
  readonly name: Bilingual;
  readonly stage: LedgerStage;
  readonly category: string;
  /** `CN`, or a part of it (ISO 3166-2, `CN-GD`): the narrower schedule takes the place of the wider one of the same code. */
  readonly jurisdiction: string;
  readonly basis: FeeBasis;
  readonly rate: Spread<number>;
  readonly floor?: Money;
  readonly cap?: Money;
  readonly currency: Currency;
  readonly due: FeeOccasion;
  /** First and last day on which it applies; open without the last. */
  readonly from: LegalDate;
  readonly until?: LegalDate;
  readonly source: FeeSource;
}

/** Paid once for an asset, again for each renewal of its certificate, or again for each sale. */
export type FeeOccasion = 'once' | 'renewal' | 'sale';

export interface FeeSource {
  readonly text: string;
  readonly url?: string;
  /** The day on which the figure was last compared with its source; absent: it was not. */
  readonly checkedOn?: LegalDate;
}

/** What is counted: whole numbers from 0. Bytes, since a file's size is known exactly; a gigabyte here is 10^9 of them. */
export interface FeeQuantities {
  readonly scans?: number;
  readonly records?: number;
  readonly bytes?: number;
  /** Needed where a schedule is a percentage. */
  readonly price?: Money;
}

export type FeeRange = Spread<Money>;

/**
 * The fee for these quantities on that day, a fraction of a fen rounded half up, then raised to the floor and cut at the cap. For a
 * quantity of 0 there is no fee, also where there is a floor.
 * Refuses `ledger.schedule-not-in-effect`, `ledger.unusable-schedule`, `ledger.unusable-quantity`, `ledger.price-missing`,
 * `money.overflow`.
 */
export function feeOf(schedule: FeeSchedule, quantities: FeeQuantities, date: LegalDate): Result<FeeRange> {
  if (!isInEffect(schedule, date)) return notInEffect(schedule, date);
  const usable = checkSchedule(schedule);
  if (!usable.ok) return usable;
  const counted = countedBy(schedule, quantities);
  if (!counted.ok) return counted;
  const { low, expected, high } = schedule.rate;
  const fees = [low, expected, high].map((rate) => atRate(schedule, rate, counted.value));
  const [atLow, atExpected, atHigh] = fees as [Result<Money>, Result<Money>, Result<Money>];
  if (!atLow.ok) return atLow;
  if (!atExpected.ok) return atExpected;
  return atHigh.ok ? ok({ low: atLow.value, expected: atExpected.value, high: atHigh.value }) : atHigh;
}

export const isInEffect = ({ from, until }: FeeSchedule, date: LegalDate): boolean =>
  compareDates(from, date) <= 0 && (until === undefined || compareDates(date, until) <= 0);

/** Refuses `ledger.unusable-schedule`: one that says something else than a fee. */
export function checkSchedule(schedule: FeeSchedule): Result<FeeSchedule> {
  const { code, category, rate, floor, cap, currency, from, until } = schedule;
  const { low, expected, high } = rate;
  const holds =
    isCategoryCode(category) &&
    [low, expected, high].every((one) => Number.isSafeInteger(one)) &&
    0 <= low &&
    low <= expected &&
    expected <= high &&
    [floor, cap].every((limit) => limit === undefined || (limit.currency === currency && limit.amount >= 0)) &&
    (floor === undefined || cap === undefined || floor.amount <= cap.amount) &&
    (until === undefined || compareDates(from, until) <= 0);
  return holds
    ? ok(schedule)
    : refuseLedger('ledger.unusable-schedule', 'the fee schedule contradicts itself', { facts: { schedule: code } });
}

/** How often the rate applies, as a fraction. */
interface Counted {
  readonly count: bigint;
  readonly per: bigint;
}

const BYTES_IN_GB = 1_000_000_000n;
const BASIS_POINTS = 10_000n;

function countedBy({ basis, code, currency }: FeeSchedule, { scans, records, bytes, price }: FeeQuantities): Result<Counted> {
  switch (basis) {
    case 'per-scan':
      return wholeNumber(scans, 1n, 'scans');
    case 'per-record':
      return wholeNumber(records, 1n, 'records');
    case 'per-gb':
      return wholeNumber(bytes, BYTES_IN_GB, 'bytes');
    case 'flat':
      return ok({ count: 1n, per: 1n });
    case 'percent':
      if (price === undefined || price.currency !== currency)
        return refuseLedger('ledger.price-missing', 'a percentage needs the price that it is taken of', { facts: { schedule: code } });
      return wholeNumber(price.amount, BASIS_POINTS, 'price');
  }
}

function wholeNumber(quantity: number | undefined, per: bigint, field: string): Result<Counted> {
  if (quantity === undefined) return ok({ count: 0n, per });
  if (Number.isSafeInteger(quantity) && quantity >= 0) return ok({ count: BigInt(quantity), per });
  return refuseLedger('ledger.unusable-quantity', 'a quantity is a whole number from 0', { field });
}

function atRate({ floor, cap, currency }: FeeSchedule, rate: number, { count, per }: Counted): Result<Money> {
  if (count === 0n) return moneyOf(0, currency);
  const exact = (2n * BigInt(rate) * count + per) / (2n * per); // half up
  const raised = floor !== undefined && exact < BigInt(floor.amount) ? BigInt(floor.amount) : exact;
  return moneyOf(Number(cap !== undefined && raised > BigInt(cap.amount) ? BigInt(cap.amount) : raised), currency);
}

const notInEffect = ({ code, from, until }: FeeSchedule, date: LegalDate) =>
  refuseLedger('ledger.schedule-not-in-effect', 'the fee schedule does not apply on that day', {
    facts: { schedule: code, date, from, ...(until === undefined ? {} : { until }) },
  });
