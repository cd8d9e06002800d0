import { allOk, moneyOf, ok, type Money, type Result } from '#libs/kernel';
import { accountParts, type AccountParts } from './account';
import { type LedgerStage } from './stage';

/** What balances are told apart by, besides the account. */
export type BalanceDimension = 'asset' | 'stage' | 'category' | 'dataset-version';

export interface BalanceRequest {
  readonly by?: readonly BalanceDimension[];
  readonly assetId?: string;
  readonly caseId?: string;
  /** Legal time: from the first instant, up to the second and not including it. */
  readonly from?: Date;
  readonly until?: Date;
}

/** Only the dimensions that were asked for are there; null in one is what was booked without it. */
export interface Balance {
  readonly account: string;
  readonly parts: AccountParts;
  readonly assetId?: string | null;
  readonly stage?: LedgerStage | null;
  readonly category?: string;
  readonly datasetVersion?: number | null;
  /** What was booked on each side, both positive. */
  readonly debit: Money;
  readonly credit: Money;
  /** Debit less credit. */
  readonly balance: Money;
}

export interface BalanceRow {
  readonly account: string;
  readonly assetId?: string | null;
  readonly stage?: LedgerStage | null;
  readonly category?: string;
  readonly datasetVersion?: number | null;
  readonly debit: string;
  readonly credit: string;
  readonly balance: string;
}

const columns: Readonly<Record<BalanceDimension, { readonly column: string; readonly as: string }>> = {
  asset: { column: 't.asset_id', as: '"assetId"' },
  stage: { column: 't.stage', as: 'stage' },
  category: { column: 't.category', as: 'category' },
  'dataset-version': { column: 't.dataset_version', as: '"datasetVersion"' },
};

/** Parameters: organisation, asset, case, from, until, limit. */
export function balanceSql(by: readonly BalanceDimension[]): string {
  const asked = [...new Set(by)].map((dimension) => columns[dimension]);
  const keys = ['p.account', ...asked.map(({ column }) => column)].join(', ');
  const selected = ['p.account', ...asked.map(({ column, as }) => `${column} as ${as}`)].join(', ');
  return `
    select ${selected}, sum(greatest(p.amount, 0)) as debit, sum(greatest(-p.amount, 0)) as credit, sum(p.amount) as balance
    from ledger_posting p join ledger_transaction t on t.organisation_id = p.organisation_id and t.id = p.transaction_id
    where p.organisation_id = $1 and p.currency = 'CNY' and ($2::uuid is null or t.asset_id = $2) and ($3::uuid is null or t.case_id = $3)
      and ($4::timestamptz is null or t.occurred_at >= $4) and ($5::timestamptz is null or t.occurred_at < $5)
    group by ${keys} order by ${keys} limit $6`;
}

/** Refuses `money.overflow`. */
export function balanceOf({ debit, credit, balance, ...rest }: BalanceRow): Result<Balance> {
  const sums = allOk([debit, credit, balance].map((sum) => moneyOf(Number(sum))));
  if (!sums.ok) return sums;
  const [debited, credited, left] = sums.value as [Money, Money, Money];
  return ok({ ...rest, parts: accountParts(rest.account), debit: debited, credit: credited, balance: left });
}
