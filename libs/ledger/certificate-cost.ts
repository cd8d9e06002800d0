import { moneyOf, ok, type Money, type Result } from '#libs/kernel';
import { refuseLedger } from './ledger.errors';

export interface CertificateCost {
  readonly productionCost: Money;
  readonly renewalCost: Money;
  /** How long one certificate lives: 1 to 60 months. */
  readonly lifeMonths: number;
  /** How often it is renewed after its first life; from 0. */
  readonly renewals: number;
}

/** No certificate lives longer than five years. */
const LONGEST_LIFE_MONTHS = 60;
const RENEWALS_LIMIT = 100;

/**
 * What the asset costs in each year that its certificates live, rounded up to the fen. Given to `breakEven` as the production cost,
 * it says how many buyers a year must bring.
 * Refuses `ledger.unusable-terms`, `money.overflow`.
 */
export function costPerYear({ productionCost, renewalCost, lifeMonths, renewals }: CertificateCost): Result<Money> {
  if (!within(lifeMonths, 1, LONGEST_LIFE_MONTHS)) return unusable('lifeMonths', 'a certificate lives 1 to 60 months');
  if (!within(renewals, 0, RENEWALS_LIMIT)) return unusable('renewals', 'renewals are a whole number from 0 to 100');
  if (productionCost.currency !== renewalCost.currency) return unusable('renewalCost', 'amounts of one currency');
  if (productionCost.amount < 0 || renewalCost.amount < 0) return unusable('productionCost', 'an amount from 0');
  const cost = BigInt(productionCost.amount) + BigInt(renewals) * BigInt(renewalCost.amount);
  const months = BigInt(lifeMonths) * BigInt(renewals + 1);
  const perYear = moneyOf(Number((cost * 12n + months - 1n) / months), productionCost.currency);
  return perYear.ok ? ok(perYear.value) : perYear;
}

const within = (value: number, from: number, to: number): boolean => Number.isInteger(value) && from <= value && value <= to;
const unusable = (field: string, message: string) => refuseLedger('ledger.unusable-terms', message, { field });
