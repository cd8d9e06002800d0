import { type Language } from './bilingual';
import { ok, orThrow, refusals, type Refused, type Result } from './result';

export type Currency = 'CNY';

/** An amount in the currency's smallest unit: for CNY whole fen (分), a safe integer, negative for a debt. Never floating point. */
export interface Money {
  readonly amount: number;
  readonly currency: Currency;
}

/**
 * What becomes of a fraction of a fen. `half-up` is the commercial rule 四舍五入: a half goes away from zero. `half-even` is the
 * bankers' rule; `down` goes towards zero, `up` away from it.
 */
export type Rounding = 'half-up' | 'half-even' | 'down' | 'up';

const MAX = BigInt(Number.MAX_SAFE_INTEGER);
const BASIS_POINTS = 10_000n;

const refuseMoney = refusals({
  'money.overflow': 'invalid',
  'money.not-integer': 'invalid',
  'money.not-decimal': 'invalid',
  'money.currency-mismatch': 'invalid',
  'money.unusable-weights': 'invalid',
});

/** Refuses `money.not-integer`, `money.overflow`. */
export const moneyOf = (amount: number, currency: Currency = 'CNY'): Result<Money> =>
  Number.isInteger(amount) ? fromBig(BigInt(amount), currency) : notInteger();

/** For amounts that code states itself. Throws RefusalError where `moneyOf` refuses. */
export const fen = (amount: number): Money => orThrow(moneyOf(amount));

/** Refuses `money.currency-mismatch`, `money.overflow`. */
export const addMoney = (a: Money, b: Money): Result<Money> => combine(a, b, (x, y) => x + y);

/** Refuses `money.currency-mismatch`, `money.overflow`. */
export const subtractMoney = (a: Money, b: Money): Result<Money> => combine(a, b, (x, y) => x - y);

/** The sum of none is zero. Refuses `money.currency-mismatch`, `money.overflow` (of the sum; what lies between does not count). */
export const sumMoney = (parts: readonly Money[], currency: Currency = 'CNY'): Result<Money> => {
  let sum = 0n;
  for (const part of parts) {
    if (part.currency !== currency) return mismatch(part.currency, currency);
    sum += BigInt(part.amount);
  }
  return fromBig(sum, currency);
};

export const negateMoney = (money: Money): Money => ({ amount: 0 - money.amount, currency: money.currency });

/** Refuses `money.not-integer` (of the factor), `money.overflow`. */
export const multiplyMoney = (money: Money, factor: number): Result<Money> =>
  Number.isInteger(factor) ? fromBig(BigInt(money.amount) * BigInt(factor), money.currency) : notInteger();

/** `basisPoints` hundredths of a percent of the amount: 250 is 2.5 %. Refuses `money.not-integer` (of the points), `money.overflow`. */
export const shareOf = (money: Money, basisPoints: number, rounding: Rounding): Result<Money> =>
  Number.isInteger(basisPoints)
    ? fromBig(divide(BigInt(money.amount) * BigInt(basisPoints), BASIS_POINTS, rounding), money.currency)
    : notInteger();

/**
 * Splits an amount in proportion to the weights so that the parts sum to it exactly (largest remainder; of equal remainders the
 * earlier part gets the fen). Weights are whole numbers from 0, not all 0; a part of weight 0 gets nothing.
 * Refuses `money.unusable-weights`.
 */
export const allocateMoney = (money: Money, weights: readonly number[]): Result<Money[]> => {
  if (!weights.every((weight) => Number.isSafeInteger(weight) && weight >= 0)) return unusableWeights();
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return unusableWeights();
  const sign = money.amount < 0 ? -1n : 1n;
  const parts = largestRemainder(BigInt(money.amount) * sign, weights.map(BigInt), total);
  return ok(parts.map((part) => ({ amount: Number(part * sign), currency: money.currency })));
};

/** Negative, zero or positive. Refuses `money.currency-mismatch`. */
export const compareMoney = (a: Money, b: Money): Result<-1 | 0 | 1> => {
  if (a.currency !== b.currency) return mismatch(a.currency, b.currency);
  return ok(a.amount < b.amount ? -1 : a.amount > b.amount ? 1 : 0);
};

/** `¥1,234.56` in Chinese, `CNY 1,234.56` in English; a debt with the minus sign first. */
export const formatMoney = (money: Money, language: Language): string => {
  const digits = Math.abs(money.amount).toString().padStart(3, '0');
  const yuan = digits.slice(0, -2).replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${money.amount < 0 ? '-' : ''}${language === 'zh' ? '¥' : 'CNY '}${yuan}.${digits.slice(-2)}`;
};

const DECIMAL = /^(-?)(?:¥|￥|CNY )?(\d{1,3}(?:,\d{3})+|\d{1,20})(?:\.(\d{1,20}))?(?:元)?$/;

/**
 * Decimal text of yuan: `1234.5`, `1,234.56`, what `formatMoney` writes, with `元` behind if one likes. Refuses `money.not-decimal`
 * (other text), `money.not-integer` (parts of a fen), `money.overflow`.
 */
export const parseMoney = (text: string): Result<Money> => {
  const [, sign, yuan, fraction = ''] = DECIMAL.exec(text.trim()) ?? [];
  if (yuan === undefined) return refuseMoney('money.not-decimal', 'not an amount of yuan');
  if (/[^0]/.test(fraction.slice(2))) return notInteger();
  const amount = BigInt(yuan.replaceAll(',', '') + fraction.slice(0, 2).padEnd(2, '0'));
  return fromBig(sign === '-' ? -amount : amount, 'CNY');
};

function combine(a: Money, b: Money, operation: (x: bigint, y: bigint) => bigint): Result<Money> {
  if (a.currency !== b.currency) return mismatch(a.currency, b.currency);
  return fromBig(operation(BigInt(a.amount), BigInt(b.amount)), a.currency);
}

function fromBig(amount: bigint, currency: Currency): Result<Money> {
  if (amount > MAX || amount < -MAX) return refuseMoney('money.overflow', 'the amount is too large to be kept exactly');
  return ok({ amount: Number(amount), currency });
}

function divide(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const quotient = dividend / divisor; // BigInt division goes towards zero
  const rest = dividend % divisor;
  if (rest === 0n) return quotient;
  const away = quotient + (dividend < 0n ? -1n : 1n);
  const twice = 2n * (rest < 0n ? -rest : rest);
  switch (rounding) {
    case 'down':
      return quotient;
    case 'up':
      return away;
    case 'half-up':
      return twice >= divisor ? away : quotient;
    case 'half-even':
      return twice > divisor || (twice === divisor && quotient % 2n !== 0n) ? away : quotient;
  }
}

function largestRemainder(amount: bigint, weights: readonly bigint[], total: bigint): bigint[] {
  const parts = weights.map((weight) => (amount * weight) / total);
  const missing = Number(parts.reduce((rest, part) => rest - part, amount));
  const remainders = weights.map((weight, index) => ({ index, rest: (amount * weight) % total }));
  remainders.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of remainders.slice(0, missing)) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

const notInteger = (): Refused => refuseMoney('money.not-integer', 'not a whole number of fen');
const unusableWeights = (): Refused => refuseMoney('money.unusable-weights', 'weights are whole numbers from 0, not all 0');
const mismatch = (a: string, b: string): Refused =>
  refuseMoney('money.currency-mismatch', 'amounts of different currencies do not add or compare', { facts: { currencies: [a, b] } });
