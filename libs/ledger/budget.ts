import { compareMoney, orThrow, sumMoney, type Money } from '#libs/kernel';

/**
 * Whether booking `next` would take an asset above its budget; then a person has to agree first. Reaching the budget is not exceeding
 * it. Throws RefusalError for amounts of different currencies: a budget is kept in the currency of its books.
 */
export const wouldExceed = (budget: Money, booked: Money, next: Money): boolean =>
  orThrow(compareMoney(orThrow(sumMoney([booked, next], budget.currency)), budget)) > 0;
