import { tenantTable } from '#libs/database';

/** What a person is told. Written with the decision that caused it; messages are codes, so that a text can be shown in the reader's language. */
export const notificationMigrations = [
  {
    name: 'notifications-0001-notice',
    up: /* sql */ `
create table notice (
  organisation_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  case_kind text not null,
  roles text[] not null,
  message text not null,
  parameters jsonb not null,
  at timestamptz not null,
  primary key (organisation_id, id)
);
create table notice_read (
  organisation_id uuid not null,
  notice_id uuid not null,
  person_id uuid not null,
  read_at timestamptz not null default now(),
  primary key (organisation_id, notice_id, person_id),
  foreign key (organisation_id, notice_id) references notice (organisation_id, id)
);
${tenantTable('notice', { grants: { app: ['select', 'insert'] } })}
${tenantTable('notice_read', { grants: { app: ['select', 'insert'] } })}
insert into case_row_table (name) values ('notice');
`,
  },
] as const;
