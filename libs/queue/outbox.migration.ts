import { grantFunction, type Migration, sharedTable, tenantTable } from '#libs/database';

/**
 * The outbox: the one place where a job is known. What the queue holds is a hint that a row is due.
 *
 * - `attempts` counts every taking of a row and is its fence; `forgiven` are those that do not count against the limit of the job
 *   (given back by a worker that stopped, or before a person asked for another try).
 * - Rows wait in `waiting`, were handed to the queue in `queued`, and belong to a worker in `running`; in both of the latter `lease_until` says
 *   when the relay may hand them over again.
 * - `outbox_relay` holds who is asleep, so that a write notifies only then: a commit with NOTIFY takes a lock that all such commits of a
 *   server share, and would stand in line for the disk one by one.
 */
export const queueMigrations: readonly Migration[] = [
  {
    name: 'queue-0001-outbox',
    up: `
create table outbox (
  organisation_id uuid not null,
  id uuid not null,
  home text not null check (home <> ''),
  job text not null check (job <> ''),
  payload jsonb not null,
  case_id uuid,
  run_id uuid,
  epoch integer,
  trace_id text,
  state text not null default 'waiting' check (state in ('waiting', 'queued', 'running', 'done', 'failed', 'cancelled')),
  attempts integer not null default 0,
  forgiven integer not null default 0,
  available_at timestamptz not null default now(),
  lease_until timestamptz check ((lease_until is not null) = (state in ('queued', 'running'))),
  created_at timestamptz not null default now(),
  queued_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  failure jsonb,
  primary key (organisation_id, id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

create index outbox_waiting on outbox (home, organisation_id, available_at, id) where state = 'waiting';
create index outbox_in_flight on outbox (home, organisation_id) where state in ('queued', 'running');
create index outbox_case on outbox (organisation_id, case_id) where case_id is not null;

create unlogged table outbox_relay (
  id uuid primary key,
  asleep_until timestamptz not null
);

${tenantTable('outbox', { grants: { app: ['select', 'insert'], relay: ['select', 'update'] } })}
${sharedTable('outbox_relay', { app: ['select'], relay: ['select', 'insert', 'update', 'delete'] })}
grant update (state, forgiven, available_at, lease_until, finished_at, failure) on outbox to medbourse_app;
${functions()}`,
  },
];

function functions(): string {
  return `
create function outbox_wake() returns trigger language plpgsql as $$
begin
  if exists (select from outbox_relay where asleep_until > clock_timestamp()) then
    perform pg_notify('medbourse_outbox', '');
  end if;
  return null;
end $$;
create trigger outbox_wake after insert on outbox for each statement execute function outbox_wake();

-- Hands over what is due, in turns between the organisations of a home, none of which has more than in_flight there. A lane is a
-- home and an organisation; lanes are found by skipping along the index, so a long backlog in one costs no more than a short one.
-- Rows are found again by their place, which can not change while they are locked: no plan then reads the whole table.
-- One relay at a time counts and takes, or two would each grant the limit; another comes away empty and asks again.
create function outbox_take(batch integer, in_flight integer, lease interval)
returns table (organisation_id uuid, id uuid, home text, job text, attempts integer, lag_ms double precision)
language plpgsql as $$
#variable_conflict use_column
begin
  if not pg_try_advisory_xact_lock(hashtext('medbourse'), hashtext('outbox_take')) then return; end if;
  return query
  with recursive lane as (
    (select w.home, w.organisation_id, w.available_at as due_at from outbox w where w.state = 'waiting'
      order by w.home, w.organisation_id, w.available_at limit 1)
    union all
    select following.* from lane l cross join lateral (
      select w.home, w.organisation_id, w.available_at from outbox w
      where w.state = 'waiting' and (w.home, w.organisation_id) > (l.home, l.organisation_id)
      order by w.home, w.organisation_id, w.available_at limit 1) following
  ), room as (
    select l.home, l.organisation_id, in_flight - (select count(*) from outbox f where f.state in ('queued', 'running')
      and f.home = l.home and f.organisation_id = l.organisation_id) as free
    from lane l where l.due_at <= now()
  ), share as (
    select r.home, r.organisation_id, least(r.free, ceil(batch::numeric / count(*) over ())) as size from room r where r.free > 0
  ), candidate as (
    select c.place, c.available_at,
      row_number() over (partition by r.home, r.organisation_id order by c.available_at, c.id) as turn
    from share r cross join lateral (
      select w.ctid as place, w.id, w.available_at from outbox w
      where w.state = 'waiting' and w.home = r.home and w.organisation_id = r.organisation_id and w.available_at <= now()
      order by w.available_at, w.id limit r.size for update skip locked) c
  ), chosen as (
    select * from candidate order by turn, available_at limit batch
  ), taken as (
    update outbox o set state = 'queued', queued_at = clock_timestamp(), lease_until = clock_timestamp() + lease
    from chosen c where o.ctid = c.place
    returning o.organisation_id, o.id, o.home, o.job, o.attempts, c.turn, greatest(o.available_at, o.created_at) as due_at
  )
  select t.organisation_id, t.id, t.home, t.job, t.attempts, (extract(epoch from clock_timestamp() - t.due_at) * 1000)::double precision
  from taken t order by t.turn, t.due_at;
end $$;

-- Hands over again what was handed over or begun and whose lease ran out: the queue lost it, or its worker is gone or frozen.
create function outbox_take_lapsed(batch integer, lease interval)
returns table (organisation_id uuid, id uuid, home text, job text, attempts integer)
language sql as $$
  update outbox o set state = 'queued', queued_at = clock_timestamp(), lease_until = clock_timestamp() + lease
  from (select l.ctid as place from outbox l where l.state in ('queued', 'running') and l.lease_until < clock_timestamp()
    order by l.lease_until limit batch for update skip locked) c
  where o.ctid = c.place
  returning o.organisation_id, o.id, o.home, o.job, o.attempts;
$$;

-- Ends a job within the transaction that did its work; false where another worker was given it in the meantime, and then the work must be
-- rolled back.
create function outbox_complete(organisation uuid, job_id uuid, fence integer) returns boolean language sql as $$
  with completed as (
    update outbox set state = 'done', finished_at = clock_timestamp(), lease_until = null, failure = null
    where organisation_id = organisation and id = job_id and attempts = fence and state = 'running'
    returning 1)
  select exists (select from completed);
$$;

${grantFunction('outbox_wake()', ['app'])}
${grantFunction('outbox_take(integer, integer, interval)', ['relay'])}
${grantFunction('outbox_take_lapsed(integer, interval)', ['relay'])}
${grantFunction('outbox_complete(uuid, uuid, integer)', ['app', 'relay'])}`;
}
