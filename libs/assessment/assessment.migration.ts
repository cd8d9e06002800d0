import { CURRENT_ORGANISATION, tenantTable, type Migration } from '#libs/database';

/**
 * `assessment_round` counts the assessments that an asset had: its key lets one of two requests win that come at once. `opinion_document` keeps the
 * bytes that were signed, as text: jsonb would reorder them.
 */
export const assessmentMigrations: readonly Migration[] = [
  {
    name: 'assessment-0001-opinions',
    up: `
create table assessment_round (
  organisation_id uuid not null,
  asset_id uuid not null,
  round integer not null check (round > 0),
  case_id uuid not null,
  primary key (organisation_id, asset_id, round)
);
${tenantTable('assessment_round', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}
insert into case_row_table (name) values ('assessment_round');

create table opinion_document (
  organisation_id uuid not null,
  case_id uuid not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  document text not null,
  signature text not null,
  key_id text not null,
  signed_at timestamptz not null,
  primary key (organisation_id, case_id, digest),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id)
);
${tenantTable('opinion_document', {
  grants: { app: ['select', 'insert'], regulator: ['select'] },
  sight: `exists (
    select 1 from case_party p
    where p.organisation_id = opinion_document.organisation_id and p.case_id = opinion_document.case_id
      and p.party_organisation_id = ${CURRENT_ORGANISATION})`,
})}`,
  },
];
