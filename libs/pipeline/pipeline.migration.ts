import { tenantTable, type Migration } from '#libs/database';

/** Who looked at raw or quarantined data, at what, and why; and who of others read a governed version's documents. Rows are only added. */
export const pipelineMigrations: readonly Migration[] = [
  {
    name: 'pipeline-0001-raw-read',
    up: `
create table raw_read (
  organisation_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  reader text not null,
  purpose text not null check (char_length(purpose) between 1 and 400),
  at timestamptz not null default now(),
  primary key (organisation_id, id),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id)
);
create index raw_read_case on raw_read (organisation_id, case_id, id);
${tenantTable('raw_read', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}`,
  },
  {
    name: 'pipeline-0002-governed-read',
    up: `
create table governed_read (
  organisation_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  reader text not null,
  document text not null check (char_length(document) between 1 and 80),
  at timestamptz not null default now(),
  primary key (organisation_id, id),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id)
);
create index governed_read_case on governed_read (organisation_id, case_id, id);
${tenantTable('governed_read', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}`,
  },
];
