import { CURRENT_ORGANISATION, tenantTable, type Migration } from '#libs/database';
import { listingCardMigration } from './listing-card.migration';
import { listingSampleMigration } from './listing-sample.migration';

const partyOf = (table: string): string => `exists (
    select 1 from case_party p
    where p.organisation_id = ${table}.organisation_id and p.case_id = ${table}.order_id and p.party_organisation_id = ${CURRENT_ORGANISATION})`;

/**
 * `listing_published` is what everyone may know of a listing: any organisation and the public see those that are listed, its owner all of his.
 * Of a contract the text is kept, since jsonb would reorder what the digest was made of. Links live on wall time, also in a simulation.
 */
export const tradingMigrations: readonly Migration[] = [
  {
    name: 'trading-0001-listings',
    up: `
create table listing_published (
  organisation_id uuid not null,
  listing_id uuid not null,
  asset_id uuid not null,
  exchange_id uuid not null,
  state text not null check (state in ('listed', 'suspended', 'delisted')),
  hospital_name text not null,
  name text not null,
  summary text not null,
  industry text not null,
  region text not null,
  period_from date not null,
  period_to date not null,
  update_frequency text not null,
  records bigint not null,
  forms text[] not null,
  structure text not null,
  files integer not null,
  bytes bigint not null,
  governed_digest text not null,
  finding text not null,
  level integer not null,
  quality jsonb,
  routes text[] not null,
  terms jsonb not null,
  price_model text not null,
  price_amount bigint not null,
  price_currency text not null,
  certificate_number text not null,
  valid_until date not null,
  changed_at timestamptz not null,
  search_terms text[] not null,
  primary key (organisation_id, listing_id)
);
create index listing_published_newest on listing_published (listing_id desc) where state = 'listed';
create index listing_published_search on listing_published using gin (search_terms);
create index listing_published_asset on listing_published (asset_id);
create unique index listing_published_one on listing_published (organisation_id, asset_id) where state <> 'delisted';
${tenantTable('listing_published', {
  grants: { app: ['select', 'insert', 'update'], public: ['select'], regulator: ['select'] },
  sight: `state = 'listed'`,
})}
create policy listing_published_listed on listing_published as restrictive for select to medbourse_public using (state = 'listed');
insert into case_row_table (name) values ('listing_published');`,
  },
  {
    name: 'trading-0002-orders',
    up: `
create table trading_contract (
  organisation_id uuid not null,
  order_id uuid not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  document text not null,
  primary key (organisation_id, order_id),
  foreign key (organisation_id, order_id) references case_record (organisation_id, id)
);
${tenantTable('trading_contract', { grants: { app: ['select', 'insert'], regulator: ['select'] }, sight: partyOf('trading_contract') })}

create table delivery_link (
  organisation_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  token_hash text not null check (token_hash ~ '^[0-9a-f]{64}$'),
  buyer_organisation_id uuid not null,
  person_id uuid not null,
  issued_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '15 minutes',
  used_at timestamptz,
  primary key (organisation_id, id),
  foreign key (organisation_id, order_id) references case_record (organisation_id, id)
);
create index delivery_link_token on delivery_link (token_hash);
${tenantTable('delivery_link', {
  grants: { app: ['select', 'insert', 'update'], regulator: ['select'] },
  sight: `buyer_organisation_id = ${CURRENT_ORGANISATION}`,
})}

create table delivery_receipt (
  organisation_id uuid not null,
  link_id uuid not null,
  order_id uuid not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint not null check (bytes > 0),
  person_id uuid not null,
  received_at timestamptz not null,
  primary key (organisation_id, link_id),
  foreign key (organisation_id, link_id) references delivery_link (organisation_id, id)
);
create index delivery_receipt_order on delivery_receipt (organisation_id, order_id);
${tenantTable('delivery_receipt', { grants: { app: ['select', 'insert'], regulator: ['select'] }, sight: partyOf('delivery_receipt') })}
insert into case_row_table (name) values ('trading_contract'), ('delivery_link'), ('delivery_receipt');`,
  },
  listingCardMigration,
  listingSampleMigration,
];
