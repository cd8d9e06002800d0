import { tenantTable, type Migration } from '#libs/database';

/**
 * Mapping tables that join a patient's numbers over images, reports and tables. What a table says is raw data: it lies sealed under the asset's
 * secret in the home's store (`sealed_sha256`) and is lost with the secret; these rows hold counts, who and when, and a digest that is keyed by the
 * secret too.
 * - `governance_patient_map`: each table that was given for an asset; the one that was not removed is used by runs that begin from then on.
 * - `governance_run_map`: which table a run goes by, for all of its shards. None: a run without.
 * - `governance_shard_join`: how many images of a shard the table knew.
 * - `governance_patient_trace`: who asked which replacement a patient has, and why; neither the number asked for nor the answer.
 */
export const patientMapMigration: Migration = {
  name: 'governance-0004-patient-maps',
  up: `
create table governance_patient_map (
  organisation_id uuid not null,
  id uuid not null,
  asset_id uuid not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  sealed_sha256 text not null check (sealed_sha256 ~ '^[0-9a-f]{64}$'),
  summary jsonb not null,
  uploaded_at timestamptz not null default clock_timestamp(),
  uploaded_by uuid not null,
  removed_at timestamptz,
  removed_by uuid,
  primary key (organisation_id, id),
  foreign key (organisation_id, asset_id) references case_record (organisation_id, id),
  check ((removed_at is null) = (removed_by is null))
);
create unique index governance_patient_map_current on governance_patient_map (organisation_id, asset_id) where removed_at is null;

create table governance_run_map (
  organisation_id uuid not null,
  case_id uuid not null,
  epoch integer not null,
  map_id uuid not null,
  primary key (organisation_id, case_id, epoch),
  foreign key (organisation_id, case_id, epoch) references governance_run (organisation_id, case_id, epoch),
  foreign key (organisation_id, map_id) references governance_patient_map (organisation_id, id)
);

create table governance_shard_join (
  organisation_id uuid not null,
  case_id uuid not null,
  epoch integer not null,
  shard integer not null,
  joined integer not null check (joined >= 0),
  not_joined integer not null check (not_joined >= 0),
  primary key (organisation_id, case_id, epoch, shard),
  foreign key (organisation_id, case_id, epoch, shard) references governance_shard (organisation_id, case_id, epoch, shard)
);

create table governance_patient_trace (
  organisation_id uuid not null,
  id uuid not null,
  asset_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  person_id uuid not null,
  reason text not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, asset_id) references case_record (organisation_id, id)
);

${tenantTable('governance_patient_map', { grants: { app: ['select', 'insert', 'update'], regulator: ['select'] } })}
${tenantTable('governance_run_map', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}
${tenantTable('governance_shard_join', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}
${tenantTable('governance_patient_trace', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}
`,
};

/** Tables are given and removed by acts on the asset's case, which stand in its organisation's audit chain. */
export const patientMapActsMigration: Migration = {
  name: 'governance-0005-patient-map-acts',
  up: `insert into case_row_table (name) values ('governance_patient_map');`,
};
