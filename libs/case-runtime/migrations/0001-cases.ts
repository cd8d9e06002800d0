/**
 * The tables of a case. A case belongs to one organisation; `case_party` grants others sight, never a write. Every key begins with
 * the organisation, so that a foreign key can't lead out of a tenant.
 */
export const cases = /* sql */ `
create table case_record (
  organisation_id uuid not null,
  id uuid not null,
  kind text not null,
  definition_version integer not null,
  asset_id uuid,
  state text not null,
  version integer not null check (version > 0),
  data jsonb not null,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (organisation_id, id)
);
create unique index case_record_id on case_record (id);
create index case_record_asset on case_record (organisation_id, asset_id, kind);
create index case_record_kind on case_record (organisation_id, kind, id desc);

create table case_party (
  organisation_id uuid not null,
  case_id uuid not null,
  party_organisation_id uuid not null,
  part text not null,
  primary key (organisation_id, case_id, party_organisation_id, part),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id)
);
create index case_party_party on case_party (party_organisation_id, case_id);

-- The event of an accepted command is the link of its organisation's audit chain: body holds the very bytes that were hashed.
create table case_event (
  organisation_id uuid not null,
  sequence bigint not null,
  id uuid not null,
  case_id uuid not null,
  case_version integer not null,
  command text not null,
  state text not null,
  actor text not null,
  at timestamptz not null,
  body text not null,
  hash bytea not null,
  idempotency_key text,
  request_hash bytea,
  recorded_at timestamptz not null default now(),
  primary key (organisation_id, sequence),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id)
);
create unique index case_event_version on case_event (organisation_id, case_id, case_version);
create unique index case_event_key on case_event (organisation_id, actor, idempotency_key) where idempotency_key is not null;

create table audit_head (
  organisation_id uuid primary key,
  sequence bigint not null,
  hash bytea not null
);

create table case_clock (
  organisation_id uuid not null,
  case_id uuid not null,
  name text not null,
  state text not null check (state in ('running', 'paused', 'ended')),
  epoch integer not null,
  started_at timestamptz not null,
  due_at timestamptz,
  provisional boolean not null,
  counted jsonb not null,
  remaining jsonb,
  primary key (organisation_id, case_id, name),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id)
);
create index case_clock_due on case_clock (due_at) where state = 'running';

-- Refusals are kept without a chain: under the organisation whose person was refused.
create table command_refusal (
  organisation_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  case_id uuid,
  command text not null,
  actor text not null,
  code text not null,
  trace_id text,
  primary key (organisation_id, id)
);

-- Tables into which a decision may write rows of its stage: filled by the stages' own migrations.
create table case_row_table (name text primary key);

-- Legal time is wall time plus this offset. Only a data folder that was created as a simulation has a row that says so.
create table legal_time (
  singleton boolean primary key default true check (singleton),
  simulated boolean not null,
  shift interval not null default '0'
);
`;
