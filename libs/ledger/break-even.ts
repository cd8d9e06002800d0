import { moneyOf, ok, type Money, type Result } from '#libs/kernel';
import { refuseLedger } from './ledger.errors';

/** What is taken from a sale before it earns back what the asset cost. Rates and shares in basis points (600 is 6 %). */
export interface SaleTerms {
  /** C: governance, legal assessment and confirmation. */
  readonly productionCost: Money;
  /** d: what one delivery costs the seller. */
  readonly deliveryCost: Money;
  /** f: the exchange's commission, of the price with VAT. */
  readonly feeRate: number;
  /** VAT that the price contains; 0 when absent. */
  readonly vatRate?: number;
  /** Parts of what is left after VAT and commission; 0 when absent. */
  readonly treasuryShare?: number;
  readonly contributorShare?: number;
}

export interface BreakEven {
  /** The least number of buyers that earns the production cost back. */
  readonly buyers: number;
  /** What one sale leaves, rounded down to the fen. */
  readonly marginPerSale: Money;
}

const WHOLE = 10_000n;
const MAX = BigInt(Number.MAX_SAFE_INTEGER);
const RATES = ['feeRate', 'vatRate', 'treasuryShare', 'contributorShare'] as const;

/**
 * n = ⌈C / (p·k − d)⌉, where k = (1/(1 + VAT) − f)·(1 − treasury − contributors) is what the seller keeps of the price p; without VAT
 * and shares k is 1 − f. Exact: nothing is rounded but the result.
 * Refuses `ledger.never-pays` where a sale leaves nothing, `ledger.unusable-terms`.
 */
export function breakEven(terms: SaleTerms, price: Money): Result<BreakEven> {
  const checked = checkTerms(terms, [price]);
  if (!checked.ok) return checked;
  const { numerator, denominator, cost, delivery } = checked.value;
  const margin = BigInt(price.amount) * numerator - delivery * denominator;
  if (margin < 0n || (margin === 0n && cost > 0n)) return neverPays('a sale at this price leaves nothing to earn the cost back');
  const buyers = margin === 0n ? 0n : ceiling(cost * denominator, margin);
  if (buyers > MAX) return neverPays('more buyers than could ever be counted');
  const marginPerSale = moneyOf(Number(margin / denominator), price.currency);
  return marginPerSale.ok ? ok({ buyers: Number(buyers), marginPerSale: marginPerSale.value }) : marginPerSale;
}

/**
 * p = (C/n + d) / k, the lowest price that pays with this many buyers, rounded up to the fen.
 * Refuses `ledger.never-pays` where nothing is kept of any price, `ledger.unusable-terms`, `money.overflow`.
 */
export function priceFloor(terms: SaleTerms, buyers: number): Result<Money> {
  if (!Number.isSafeInteger(buyers) || buyers < 1) return unusable('buyers', 'buyers are a whole number from 1');
  const checked = checkTerms(terms, []);
  if (!checked.ok) return checked;
  const { numerator, denominator, cost, delivery } = checked.value;
  if (numerator === 0n) return neverPays('VAT, commission and shares take the whole of any price');
  const floor = ceiling((cost + BigInt(buyers) * delivery) * denominator, BigInt(buyers) * numerator);
  return moneyOf(Number(floor), terms.productionCost.currency);
}

interface CheckedTerms {
  /** What is kept of a price, as a fraction. */
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly cost: bigint;
  readonly delivery: bigint;
}

function checkTerms(terms: SaleTerms, prices: readonly Money[]): Result<CheckedTerms> {
  for (const rate of RATES) {
    const value = terms[rate] ?? 0;
    if (!Number.isInteger(value) || value < 0 || value > 10_000) return unusable(rate, 'a rate is 0 to 10 000 basis points');
  }
  const { productionCost, deliveryCost, feeRate, vatRate = 0, treasuryShare = 0, contributorShare = 0 } = terms;
  if (treasuryShare + contributorShare > 10_000) return unusable('treasuryShare', 'shares are more than the whole');
  for (const money of [productionCost, deliveryCost, ...prices])
    if (!Number.isSafeInteger(money.amount) || money.amount < 0 || money.currency !== productionCost.currency)
      return unusable('amount', 'an amount is a whole number of fen from 0, all of one currency');
  const withVat = WHOLE + BigInt(vatRate);
  const afterFee = WHOLE * WHOLE - BigInt(feeRate) * withVat; // above WHOLE · withVat
  const afterShares = WHOLE - BigInt(treasuryShare + contributorShare);
  const numerator = (afterFee > 0n ? afterFee : 0n) * afterShares;
  const denominator = WHOLE * withVat * WHOLE;
  return ok({ numerator, denominator, cost: BigInt(productionCost.amount), delivery: BigInt(deliveryCost.amount) });
}

/** Of a fraction that is not negative. */
const ceiling = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;
const neverPays = (message: string) => refuseLedger('ledger.never-pays', message);
const unusable = (field: string, message: string) => refuseLedger('ledger.unusable-terms', message, { field });
