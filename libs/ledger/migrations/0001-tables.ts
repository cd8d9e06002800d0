/** Every organisation's own books. Amounts are whole fen: a debit is positive, a credit negative. Codes and accounts are those of the ledger's chart. */
export const tables = `
create table ledger_transaction (
  organisation_id uuid not null,
  id uuid not null,
  link_id uuid not null,
  kind text not null check (kind in ('cost', 'charge', 'payment', 'payment-held', 'release-held', 'refund-held', 'share', 'reversal')),
  category text not null check (category ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' and length(category) <= 60),
  stage text check (stage in ('collection', 'governance', 'assessment', 'confirmation', 'trading')),
  case_id uuid,
  asset_id uuid,
  dataset_version integer check (dataset_version > 0),
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  quantity numeric,
  unit text check (length(unit) <= 60),
  reverses uuid,
  memo text check (length(memo) <= 200),
  primary key (organisation_id, id),
  foreign key (organisation_id, reverses) references ledger_transaction (organisation_id, id),
  constraint ledger_transaction_reversal check ((kind = 'reversal') = (reverses is not null) and reverses is distinct from id)
);
create unique index ledger_transaction_reversed_once on ledger_transaction (organisation_id, reverses) where reverses is not null;
create index ledger_transaction_asset on ledger_transaction (organisation_id, asset_id);
create index ledger_transaction_case on ledger_transaction (organisation_id, case_id);
create index ledger_transaction_link on ledger_transaction (organisation_id, link_id);

-- An amount is what a JavaScript number keeps exactly.
create table ledger_posting (
  organisation_id uuid not null,
  transaction_id uuid not null,
  line smallint not null check (line > 0),
  account text not null check (account ~ '^[a-z]+(-[a-z]+)*(:[a-z0-9-]+){0,2}$'),
  amount bigint not null check (amount <> 0 and amount between -9007199254740991 and 9007199254740991),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  primary key (organisation_id, transaction_id, line),
  foreign key (organisation_id, transaction_id) references ledger_transaction (organisation_id, id)
);
create index ledger_posting_account on ledger_posting (organisation_id, account);`;
