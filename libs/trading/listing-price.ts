import { type Actor } from '#libs/cases';
import { ok, type LegalDate, type Money, type Refused, type Result } from '#libs/kernel';
import { breakEven, feeOf, priceFloor } from '#libs/ledger';
import { hasRole } from './acting-person';
import { type ListingEconomics, type RevenueSplit } from './listing.data';
import { refuseTrading } from './trading.errors';
import { type TradingRules } from './trading.rules';

interface PriceQuestion {
  readonly rules: TradingRules;
  readonly today: LegalDate;
  readonly productionCost: Money;
  readonly bytes: number;
  readonly expectedBuyers: number;
  readonly split: RevenueSplit;
  readonly price: Money;
}

/** The lowest price that pays, and how many buyers at the given price do. Refuses `listing.never-pays` where VAT, commission and shares take all of any price. */
export function economicsOf({
  rules,
  today,
  productionCost,
  bytes,
  expectedBuyers,
  split,
  price,
}: PriceQuestion): Result<Omit<ListingEconomics, 'belowFloorReason'>> {
  const delivery = feeOf(rules.delivery, { bytes }, today);
  if (!delivery.ok) return delivery;
  const deliveryCost = delivery.value.expected;
  const sale = {
    productionCost,
    deliveryCost,
    feeRate: rules.commission.rate.expected,
    vatRate: split.vat,
    treasuryShare: split.treasury,
    contributorShare: split.contributors,
  };
  const floor = priceFloor(sale, expectedBuyers);
  if (!floor.ok && floor.refusal.code === 'ledger.never-pays')
    return refuseTrading('listing.never-pays', 'VAT, commission and shares take the whole of any price.', { field: 'treasury' });
  if (!floor.ok) return floor;
  const paysBack = breakEven(sale, price);
  const breakEvenBuyers = paysBack.ok ? paysBack.value.buyers : null;
  return ok({ productionCost, deliveryCost, expectedBuyers, floor: floor.value, breakEvenBuyers });
}

/** A price that does not pay is finance's to answer for, with a reason. Answers the reason that is kept: null where none is needed. */
export function belowFloor(
  price: Money,
  floor: Money,
  given: { readonly actor: Actor; readonly reason?: string },
  code: 'listing.price-below-floor' | 'order.price-below-floor',
): Result<string | null> {
  if (price.amount >= floor.amount) return ok(null);
  if (hasRole(given.actor, 'finance') && given.reason) return ok(given.reason);
  return priceRefused(code, floor);
}

const priceRefused = (code: 'listing.price-below-floor' | 'order.price-below-floor', floor: Money): Refused =>
  refuseTrading(code, 'The price is below what pays: finance may set it, with a reason.', {
    field: 'price',
    facts: { floor: floor.amount, currency: floor.currency },
  });
