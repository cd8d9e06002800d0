import { negateMoney, ok, sumMoney, type Money, type Result } from '#libs/kernel';
import { type Balance } from './balance';

/** The accounts with what stands on them: those in debit sum to what those in credit do, or the books are broken. */
export interface TrialBalance {
  readonly balanced: boolean;
  readonly debit: Money;
  readonly credit: Money;
  readonly accounts: readonly Balance[];
}

/** From the balances by account alone. Refuses `money.overflow`. */
export function trialBalanceOf(accounts: readonly Balance[]): Result<TrialBalance> {
  const left = accounts.map(({ balance }) => balance);
  const debit = sumMoney(left.filter(({ amount }) => amount > 0));
  if (!debit.ok) return debit;
  const credit = sumMoney(left.filter(({ amount }) => amount < 0).map(negateMoney));
  if (!credit.ok) return credit;
  return ok({ balanced: debit.value.amount === credit.value.amount, debit: debit.value, credit: credit.value, accounts });
}
