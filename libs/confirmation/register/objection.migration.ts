import { grantFunction, sharedTable, tenantTable } from '#libs/database';

/**
 * Objections of the public (guide art. 25). Who objects and what he wrote belongs to the agency; the hospital's case knows the id alone. The
 * public role can do one thing here, by one function that runs as the schema's owner under the tenants that it sets: hand in an objection while the
 * notice stands. The case's row is locked meanwhile, so that a notice can't close between the look and the write.
 */
export const objectionTables = `
create table objection (
  organisation_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  contact text not null check (length(contact) between 3 and 200),
  reason text not null check (length(reason) between 10 and 4000),
  material text not null check (length(material) between 10 and 20000),
  received_at timestamptz not null,
  received_on date not null,
  primary key (organisation_id, id)
);
create index objection_case on objection (organisation_id, case_id);
${tenantTable('objection', { grants: { app: ['select'], regulator: ['select'] } })}

create table objection_limit (
  key bytea primary key,
  count integer not null,
  began_at timestamptz not null
);
${sharedTable('objection_limit', {})}

create function hand_in_objection(
  p_organisation uuid, p_case uuid, p_objection uuid, p_job uuid, p_name text, p_contact text, p_reason text, p_material text, p_key bytea, p_limit integer
) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_agency uuid;
  v_closes_on date;
  v_count integer;
  v_now timestamptz := legal_now();
  v_today date := (legal_now() at time zone 'Asia/Shanghai')::date;
begin
  -- Wall time: how much one address may send has nothing to do with legal time.
  insert into objection_limit as l (key, count, began_at) values (p_key, 1, now())
  on conflict (key) do update set
    count = case when l.began_at < now() - interval '1 hour' then 1 else l.count + 1 end,
    began_at = case when l.began_at < now() - interval '1 hour' then now() else l.began_at end
  returning count into v_count;
  delete from objection_limit where began_at < now() - interval '1 day';
  if v_count > p_limit then return 'too-many'; end if;

  perform set_config('medbourse.organisation', p_organisation::text, true);
  select agency_id, closes_on into v_agency, v_closes_on from notice_published where organisation_id = p_organisation and case_id = p_case;
  if not found then return 'no-such-notice'; end if;
  perform 1 from case_record where organisation_id = p_organisation and id = p_case and kind = 'confirmation'
    and state in ('noticed', 'objected') for share;
  if not found or v_closes_on < v_today then return 'notice-closed'; end if;

  insert into outbox (organisation_id, id, home, job, payload, case_id)
  values (p_organisation, p_job, 'centre', 'confirmation.receive-objection',
    jsonb_build_object('objection', p_objection, 'receivedOn', v_today), p_case);
  perform set_config('medbourse.organisation', v_agency::text, true);
  insert into objection (organisation_id, id, case_id, name, contact, reason, material, received_at, received_on)
  values (v_agency, p_objection, p_case, p_name, p_contact, p_reason, p_material, v_now, v_today);
  perform set_config('medbourse.organisation', '', true);
  return 'received';
end $$;
${grantFunction('hand_in_objection(uuid, uuid, uuid, uuid, text, text, text, text, bytea, integer)', ['public'])}`;
