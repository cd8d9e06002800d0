import { type Migration, sharedTable, tenantTable } from '#libs/database';

/**
 * Who is on the exchange. Organisations are a directory that every tenant may read: a hospital chooses its law firm from it.
 * The application sees of people those of its current organisation (also former members, whose names stand in its cases); it
 * writes nothing here. `medbourse_identity` alone writes, for all organisations: an invitation is accepted before there is a tenant.
 */
export const organisationsMigration: Migration = {
  name: 'identity-0001-organisations',
  up: `
    create table organisation (
      id uuid primary key,
      credit_code text not null,
      name text not null check (char_length(name) between 1 and 200),
      roles text[] not null check (
        cardinality(roles) > 0
        and roles <@ array['agency', 'buyer', 'custodian', 'exchange', 'hospital', 'law-firm', 'regulator']
      ),
      home text not null check (home ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
      region text not null check (region ~ '^[0-9]{6}$'),
      created_at timestamptz not null default now(),
      constraint organisation_credit_code unique (credit_code)
    );
    ${sharedTable('organisation', { app: ['select'], identity: ['select', 'insert'], regulator: ['select'] })}
    create index organisation_by_name on organisation (name, id);

    create table person (
      id uuid primary key,
      email text not null check (email = lower(email)),
      name text not null check (char_length(name) between 1 and 100),
      practice_number text,
      last_organisation_id uuid,
      created_at timestamptz not null default now(),
      disabled_at timestamptz,
      constraint person_email unique (email)
    );
    ${sharedTable('person', { identity: ['select', 'insert', 'update'], regulator: ['select'] })}

    create table membership (
      organisation_id uuid not null references organisation (id),
      person_id uuid not null references person (id),
      roles text[] not null check (cardinality(roles) > 0),
      version integer not null default 1,
      joined_at timestamptz not null default now(),
      ended_at timestamptz,
      primary key (organisation_id, person_id)
    );
    ${tenantTable('membership', { grants: { app: ['select'], regulator: ['select'] } })}
    create policy membership_identity on membership to medbourse_identity using (true) with check (true);
    grant select, insert, update on membership to medbourse_identity;
    create index membership_by_person on membership (person_id, organisation_id);

    create policy person_colleague on person for select to medbourse_app
      using (exists (select from membership where membership.person_id = person.id));
    grant select (id, email, name, practice_number) on person to medbourse_app;

    create table identity_audit (
      organisation_id uuid not null references organisation (id),
      id uuid not null,
      at timestamptz not null default now(),
      action text not null,
      actor_person_id uuid references person (id),
      subject_person_id uuid references person (id),
      details jsonb not null default '{}',
      primary key (organisation_id, id)
    );
    ${tenantTable('identity_audit', { grants: { app: ['select'], regulator: ['select'] } })}
    create policy identity_audit_identity on identity_audit to medbourse_identity using (true) with check (true);
    grant insert on identity_audit to medbourse_identity;
  `,
};
