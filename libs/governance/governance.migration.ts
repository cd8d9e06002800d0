import { tenantTable, type Migration } from '#libs/database';
import { patientMapActsMigration, patientMapMigration } from './patient-map.migration';
import { judgementMigration } from './judgement.migration';
import { ratesMigration } from './rates.migration';
import { thumbnailMigration } from './thumbnail.migration';

/**
 * - `governance_round` counts the governance cases that an asset had: its key lets one of two openings win that come at once.
 * - `governance_file` has one row a file of the sealed manifest. `epoch` and `shard` say who may write it next: what a worker of an
 *   older epoch writes matches no row. A patient, study, series or instance is named by its replacement alone; `source_path` may hold an
 *   identity and is shown to those who decide on quarantined files only, which is logged.
 * - `governance_actions` keeps what was done tag by tag once for the many files of which the same was done.
 * - `governance_read` is the log of reads of raw and quarantined data.
 */
export const governanceMigrations: readonly Migration[] = [
  {
    name: 'governance-0001-runs',
    up: `
create table governance_round (
  organisation_id uuid not null,
  asset_id uuid not null,
  round integer not null check (round > 0),
  case_id uuid not null,
  primary key (organisation_id, asset_id, round)
);

create table governance_run (
  organisation_id uuid not null,
  case_id uuid not null,
  epoch integer not null,
  run_id uuid not null,
  shards integer not null,
  shards_done integer not null default 0 check (shards_done <= shards),
  files integer not null,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  primary key (organisation_id, case_id, epoch),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id)
);

create table governance_shard (
  organisation_id uuid not null,
  case_id uuid not null,
  epoch integer not null,
  shard integer not null,
  files integer not null,
  bytes bigint not null,
  state text not null default 'waiting' check (state in ('waiting', 'done')),
  attempt integer,
  cpu_ms integer,
  finished_at timestamptz,
  primary key (organisation_id, case_id, epoch, shard),
  foreign key (organisation_id, case_id, epoch) references governance_run (organisation_id, case_id, epoch)
);

create table governance_actions (
  organisation_id uuid not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  actions jsonb not null,
  primary key (organisation_id, digest)
);

create table governance_file (
  organisation_id uuid not null,
  case_id uuid not null,
  file integer not null check (file > 0),
  source_path text not null,
  source_sha256 text not null,
  source_bytes bigint not null,
  epoch integer not null,
  shard integer not null,
  verdict text check (verdict in ('released', 'quarantined', 'refused')),
  reasons jsonb not null default '[]',
  sha256 text check ((sha256 is not null) = (coalesce(verdict, '') = 'released')),
  bytes bigint,
  patient text,
  study text,
  series text,
  instance text,
  actions_digest text,
  facts jsonb,
  finished_at timestamptz,
  primary key (organisation_id, case_id, file),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id),
  foreign key (organisation_id, actions_digest) references governance_actions (organisation_id, digest)
);
create index governance_file_shard on governance_file (organisation_id, case_id, epoch, shard);
create index governance_file_series on governance_file (organisation_id, case_id, series, file) where verdict = 'released';
create index governance_file_held on governance_file (organisation_id, case_id, file) where verdict in ('quarantined', 'refused');

create table governance_decision (
  organisation_id uuid not null,
  case_id uuid not null,
  file integer not null,
  epoch integer not null,
  decision text not null check (decision in ('drop', 'rework')),
  reason text not null,
  decided_by uuid not null,
  decided_at timestamptz not null,
  primary key (organisation_id, case_id, file, epoch),
  foreign key (organisation_id, case_id, file) references governance_file (organisation_id, case_id, file)
);

create table governance_read (
  organisation_id uuid not null,
  id uuid not null,
  at timestamptz not null default clock_timestamp(),
  case_id uuid not null,
  actor text not null,
  purpose text not null check (purpose in ('de-identify', 'decide-quarantine')),
  first_file integer not null,
  files integer not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id)
);

${tenantTable('governance_round', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}
${tenantTable('governance_run', { grants: { app: ['select', 'insert', 'update'], regulator: ['select'] } })}
${tenantTable('governance_shard', { grants: { app: ['select', 'insert', 'update'], regulator: ['select'] } })}
${tenantTable('governance_actions', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}
${tenantTable('governance_file', { grants: { app: ['select', 'insert', 'update'], regulator: ['select'] } })}
${tenantTable('governance_decision', { grants: { app: ['select', 'insert', 'update'], regulator: ['select'] } })}
${tenantTable('governance_read', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}
insert into case_row_table (name) values ('governance_round'), ('governance_decision');
`,
  },
  thumbnailMigration,
  judgementMigration,
  patientMapMigration,
  patientMapActsMigration,
  ratesMigration,
];
