import { type Id } from '#libs/kernel';
import { type LedgerPosting, type LedgerTransaction, type TransactionKind } from './transaction';

/** A transaction as Postgres hands it out: bigint and numeric as text. */
export type TransactionRow = Omit<LedgerTransaction, 'quantity' | 'postings'> & {
  readonly quantity: string | null;
  readonly postings: readonly LedgerPosting[];
};

/** Parameters: organisation, link. JSON keeps an amount exact: the table holds none beyond 2^53. */
export const linkedSql = `
  select t.organisation_id as "organisationId", t.id, t.link_id as "linkId", t.kind, t.category, t.stage, t.case_id as "caseId",
    t.asset_id as "assetId", t.dataset_version as "datasetVersion", t.occurred_at as "occurredAt", t.quantity, t.unit, t.reverses, t.memo,
    (select json_agg(json_build_object('line', p.line, 'account', p.account, 'amount', p.amount, 'currency', p.currency) order by p.line)
     from ledger_posting p where p.organisation_id = t.organisation_id and p.transaction_id = t.id) as postings
  from ledger_transaction t where t.organisation_id = $1 and t.link_id = $2 order by t.id`;

export const transactionOf = ({ quantity, ...row }: TransactionRow): LedgerTransaction => ({
  ...row,
  quantity: quantity === null ? null : Number(quantity),
});

/** What a booking left in one organisation's books. */
export interface LedgerLink {
  readonly linkId: Id;
  readonly kind: TransactionKind;
  readonly category: string;
  readonly occurredAt: Date;
  readonly reversed: boolean;
}

/** Parameters: organisation, case. A commission that was kept on release is a part of the release. */
export const linksOfCaseSql = `
  select t.link_id as "linkId", t.kind,
    coalesce(min(t.category) filter (where t.kind <> 'release-held' or t.category <> 'commission'), 'commission') as category,
    min(t.occurred_at) as "occurredAt", bool_or(r.id is not null) as reversed
  from ledger_transaction t
  left join ledger_transaction r on r.organisation_id = t.organisation_id and r.reverses = t.id
  where t.organisation_id = $1 and t.case_id = $2
  group by t.link_id, t.kind order by min(t.recorded_at), t.link_id`;
