import { tenantTable, type Migration } from '#libs/database';

/** What governance costs an organisation, as its finance declared it last: the cases that it plans from then on begin with it. */
export const ratesMigration: Migration = {
  name: 'governance-0006-rates',
  up: `
create table governance_rates (
  organisation_id uuid not null,
  case_id uuid not null,
  rates jsonb not null,
  set_by uuid not null,
  set_at timestamptz not null,
  primary key (organisation_id),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id)
);
${tenantTable('governance_rates', { grants: { app: ['select', 'insert', 'update'], regulator: ['select'] } })}
insert into case_row_table (name) values ('governance_rates');
`,
};
