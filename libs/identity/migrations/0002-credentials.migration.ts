import { grantFunction, type Migration, sharedTable } from '#libs/database';

const everything = ['select', 'insert', 'update', 'delete'] as const;

/**
 * What people and programs sign in with. One role reaches these tables, and no other: a hole in the application can't read a
 * hash. Times are the database's own, so that all machines that serve agree; they are wall time also in a simulation.
 *
 * The two functions are what every request costs: one call, with plans that Postgres keeps. They note the use at most once a minute,
 * since a write on each read would cost more than the read. Roles are those of now, so a change counts with the next request.
 */
export const credentialsMigration: Migration = {
  name: 'identity-0002-credentials',
  up: `
    create table person_password (
      person_id uuid primary key references person (id),
      hash text not null,
      changed_at timestamptz not null default now()
    );
    ${sharedTable('person_password', { identity: everything })}

    create table session (
      id uuid primary key,
      secret_hash bytea not null,
      person_id uuid not null references person (id),
      organisation_id uuid not null,
      created_at timestamptz not null default now(),
      seen_at timestamptz not null default now(),
      expires_at timestamptz not null,
      constraint session_secret unique (secret_hash),
      foreign key (organisation_id, person_id) references membership (organisation_id, person_id)
    );
    ${sharedTable('session', { identity: everything })}
    create index session_by_person on session (person_id);

    create table api_token (
      id uuid primary key,
      secret_hash bytea not null,
      organisation_id uuid not null,
      person_id uuid not null references person (id),
      name text not null check (char_length(name) between 1 and 100),
      roles text[] not null check (cardinality(roles) > 0),
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      revoked_at timestamptz,
      used_at timestamptz,
      constraint api_token_secret unique (secret_hash),
      foreign key (organisation_id, person_id) references membership (organisation_id, person_id)
    );
    ${sharedTable('api_token', { identity: everything })}
    create index api_token_by_organisation on api_token (organisation_id, id);

    create table invitation (
      id uuid primary key,
      secret_hash bytea not null,
      organisation_id uuid not null references organisation (id),
      email text not null check (email = lower(email)),
      roles text[] not null check (cardinality(roles) > 0),
      invited_by uuid references person (id),
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      accepted_at timestamptz,
      revoked_at timestamptz,
      constraint invitation_secret unique (secret_hash)
    );
    ${sharedTable('invitation', { identity: everything })}
    create index invitation_by_organisation on invitation (organisation_id, id);

    create table sign_in_limit (
      key bytea primary key,
      attempts integer not null,
      window_began_at timestamptz not null default now()
    );
    ${sharedTable('sign_in_limit', { identity: everything })}
    create index sign_in_limit_by_age on sign_in_limit (window_began_at);

    create function actor_of_session(presented bytea, idle_minutes integer)
    returns table ("sessionId" uuid, "personId" uuid, "organisationId" uuid, roles text[], "organisationRoles" text[])
    language plpgsql as $$
    declare
      seen timestamptz;
    begin
      select s.id, s.person_id, s.organisation_id, m.roles, o.roles, s.seen_at
        into "sessionId", "personId", "organisationId", roles, "organisationRoles", seen
        from session s
        join membership m on m.organisation_id = s.organisation_id and m.person_id = s.person_id and m.ended_at is null
        join organisation o on o.id = s.organisation_id
        join person p on p.id = s.person_id and p.disabled_at is null
        where s.secret_hash = presented
          and s.expires_at > now()
          and s.seen_at > now() - make_interval(mins => idle_minutes);
      if not found then
        return;
      end if;
      if seen < now() - interval '1 minute' then
        update session set seen_at = now() where id = "sessionId";
      end if;
      return next;
    end $$;
    ${grantFunction('actor_of_session(bytea, integer)', ['identity'])}

    create function actor_of_token(presented bytea)
    returns table ("tokenId" uuid, "personId" uuid, "organisationId" uuid, roles text[], "organisationRoles" text[])
    language plpgsql as $$
    declare
      used timestamptz;
    begin
      select t.id, t.person_id, t.organisation_id, array(select unnest(t.roles) intersect select unnest(m.roles) order by 1), o.roles, t.used_at
        into "tokenId", "personId", "organisationId", roles, "organisationRoles", used
        from api_token t
        join membership m on m.organisation_id = t.organisation_id and m.person_id = t.person_id and m.ended_at is null
        join organisation o on o.id = t.organisation_id
        join person p on p.id = t.person_id and p.disabled_at is null
        where t.secret_hash = presented and t.revoked_at is null and t.expires_at > now();
      if not found then
        return;
      end if;
      if used is null or used < now() - interval '1 minute' then
        update api_token set used_at = now() where id = "tokenId";
      end if;
      return next;
    end $$;
    ${grantFunction('actor_of_token(bytea)', ['identity'])}
  `,
};
