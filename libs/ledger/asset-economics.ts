import { negateMoney, orThrow, subtractMoney, sumMoney, type Money, type Result } from '#libs/kernel';
import { type ShareRecipient } from './account';
import { type Balance } from './balance';
import { breakEven, type BreakEven, type SaleTerms } from './break-even';
import { type Estimate } from './estimate';
import { type FeeRange } from './fee-schedule';
import { ledgerStages, productionStages, type LedgerStage } from './stage';

export interface EconomicsQuestion {
  /** What was estimated when the asset was registered. */
  readonly estimate?: Estimate;
  /** For the break-even: what a sale is to bring and what is taken from it. */
  readonly sale?: Omit<SaleTerms, 'productionCost'> & { readonly price: Money };
}

export interface AssetEconomics {
  readonly assetId: string;
  readonly stages: Readonly<Record<LedgerStage, { readonly estimate: FeeRange | null; readonly actual: Money }>>;
  /** Booked for governance, legal assessment and confirmation. */
  readonly productionCost: Money;
  /** All that was booked as cost or expense, whatever its stage. */
  readonly cost: Money;
  readonly revenue: Money;
  readonly shares: Readonly<Record<ShareRecipient, Money>>;
  /** Revenue less cost and what goes to treasury and contributors; what a department gets stays in the hospital. */
  readonly result: Money;
  /** Organisations that paid for it or owe for it; one that was refunded in full is none. */
  readonly buyers: number;
  /** Null without a price. `atEstimate` takes the expected cost of production, `atActual` what was booked so far. */
  readonly breakEven: { readonly atEstimate: Result<BreakEven> | null; readonly atActual: Result<BreakEven> } | null;
}

/** From the asset's balances by stage. Throws RefusalError where sums leave what Money can hold. */
export function assetEconomicsOf(
  assetId: string,
  balances: readonly Balance[],
  buyers: number,
  { estimate, sale }: EconomicsQuestion,
): AssetEconomics {
  const costs = balances.filter(({ parts }) => parts.group === 'asset-cost' || parts.group === 'expense');
  const costIn = (stages: readonly LedgerStage[]) => summed(costs.filter(({ stage }) => stage && stages.includes(stage)));
  const shared = (recipient: ShareRecipient) =>
    summed(balances.filter(({ parts }) => parts.group === 'share' && parts.recipient === recipient));
  const cost = summed(costs);
  const revenue = negateMoney(summed(balances.filter(({ parts }) => parts.group === 'revenue')));
  const shares = {
    treasury: shared('treasury'),
    hospital: shared('hospital'),
    department: shared('department'),
    contributor: shared('contributor'),
  };
  const productionCost = costIn(productionStages);
  return {
    assetId,
    stages: Object.fromEntries(
      ledgerStages.map((stage) => [stage, { estimate: estimate?.stages[stage] ?? null, actual: costIn([stage]) }]),
    ) as AssetEconomics['stages'],
    productionCost,
    cost,
    revenue,
    shares,
    result: orThrow(subtractMoney(revenue, orThrow(sumMoney([cost, shares.treasury, shares.contributor])))),
    buyers,
    breakEven: sale
      ? {
          atEstimate: estimate ? breakEven({ ...sale, productionCost: estimate.production.expected }, sale.price) : null,
          atActual: breakEven({ ...sale, productionCost }, sale.price),
        }
      : null,
  };
}

const summed = (balances: readonly Balance[]): Money => orThrow(sumMoney(balances.map(({ balance }) => balance)));

/** Parameters: organisation, asset. A buyer is named by the account that his price is due on. */
export const buyersSql = `
  select count(*)::int as buyers from (
    select due.account from ledger_transaction t
    join ledger_posting p on p.organisation_id = t.organisation_id and p.transaction_id = t.id and p.account like 'revenue:%'
    cross join lateral (
      select d.account from ledger_posting d
      where d.organisation_id = t.organisation_id and d.transaction_id = t.id and d.account like 'receivable:%' limit 1) due
    where t.organisation_id = $1 and t.asset_id = $2
    group by due.account having sum(p.amount) < 0) buyer`;
