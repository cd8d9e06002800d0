import { CURRENT_ORGANISATION, sharedTable, tenantTable } from '#libs/database';

const seenByParties = (table: string): string => `exists (
    select 1 from case_party p
    where p.organisation_id = ${table}.organisation_id and p.case_id = ${table}.case_id and p.party_organisation_id = ${CURRENT_ORGANISATION})`;

/**
 * What a registration leaves behind. `registration_record` is the sealed record (art. 26): it can be written and read, never changed, not even by
 * the owner of the schema without taking its trigger off. Numbers and agencies' codes are public and of no tenant, so that two never get the same.
 */
export const registerTables = `
create table confirmation_round (
  organisation_id uuid not null,
  asset_id uuid not null,
  round integer not null check (round > 0),
  case_id uuid not null,
  primary key (organisation_id, asset_id, round)
);
${tenantTable('confirmation_round', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}

create table agency_code (
  region text not null check (region ~ '^[0-9]{2}$'),
  digit smallint not null check (digit between 1 and 9),
  organisation_id uuid not null references organisation (id),
  primary key (region, digit),
  unique (region, organisation_id)
);
${sharedTable('agency_code', { app: ['select', 'insert'], public: ['select'], regulator: ['select'] })}

create table certificate_number (
  prefix text not null check (prefix ~ '^SJ[0-9]{3}$'),
  month text not null check (month ~ '^[0-9]{6}$'),
  serial integer not null check (serial between 1 and 9999),
  number text not null unique check (number = prefix || month || lpad(serial::text, 4, '0')),
  case_id uuid not null unique,
  primary key (prefix, month, serial)
);
${sharedTable('certificate_number', { app: ['select', 'insert'], regulator: ['select'] })}

create table registration_record (
  organisation_id uuid not null,
  case_id uuid not null,
  number text not null,
  body text not null,
  digest text not null,
  attested_at timestamptz not null,
  primary key (organisation_id, case_id),
  constraint registration_record_digest check (digest = encode(sha256(convert_to(body, 'UTF8')), 'hex'))
);
${tenantTable('registration_record', {
  grants: { app: ['select', 'insert'], regulator: ['select'] },
  sight: seenByParties('registration_record'),
})}
create function registration_record_is_sealed() returns trigger language plpgsql as $$
begin
  raise exception 'a sealed record is never changed';
end $$;
create trigger registration_record_sealed before update or delete or truncate on registration_record
  for each statement execute function registration_record_is_sealed();

create table notice_published (
  organisation_id uuid not null,
  case_id uuid not null,
  agency_id uuid not null,
  agency_name text not null,
  applicant text,
  data_name text,
  summary text,
  restrictions jsonb not null,
  rights jsonb not null,
  published_on date not null,
  closes_on date not null,
  provisional boolean not null,
  simulated boolean not null,
  state text not null check (state in ('open', 'closed', 'registered', 'refused', 'ended')),
  certificate_number text,
  primary key (organisation_id, case_id)
);
create unique index notice_published_case on notice_published (case_id);
create index notice_published_order on notice_published (published_on desc, case_id desc);
${tenantTable('notice_published', { grants: { app: ['select', 'insert', 'update'], public: ['select'], regulator: ['select'] } })}

create table certificate_published (
  organisation_id uuid not null,
  number text not null,
  case_id uuid not null,
  document text not null,
  signature text not null,
  key_id text not null,
  digest text not null,
  log_index bigint not null,
  attested_at timestamptz not null,
  valid_until date not null,
  simulated boolean not null,
  state text not null check (state in ('valid', 'lapsed', 'superseded')),
  primary key (organisation_id, number)
);
create unique index certificate_published_number on certificate_published (number);
${tenantTable('certificate_published', { grants: { app: ['select', 'insert', 'update'], public: ['select'], regulator: ['select'] } })}

create table signing_key (
  key_id text primary key,
  holder text not null,
  name text,
  algorithm text not null,
  jwk jsonb not null,
  since timestamptz not null
);
${sharedTable('signing_key', { app: ['select', 'insert'], public: ['select'], regulator: ['select'] })}

insert into case_row_table (name) values
  ('confirmation_round'), ('agency_code'), ('certificate_number'), ('registration_record'), ('notice_published'), ('certificate_published');`;
