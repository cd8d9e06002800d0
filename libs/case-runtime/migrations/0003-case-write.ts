/**
 * The one write of a transition. One call, one transaction, one round trip: case row, facts relied on, audit link, clocks, parties,
 * outbox, ledger, stage rows, notices. It runs with the caller's rights and sets its own tenant, so row-level security holds within it.
 *
 * SQLSTATE MB001: the case is no longer at the expected version. MB002: a fact changed since it was read. 23505 on case_event_key: the same
 * idempotency key was used already.
 */
export const caseWrite = /* sql */ `
create function case_write(
  p_organisation uuid, p_case uuid, p_expected integer, p_kind text, p_definition_version integer, p_asset uuid,
  p_state text, p_data text, p_event uuid, p_command text, p_actor text, p_at timestamptz, p_body text,
  p_key text, p_request_hash bytea, p_more jsonb
) returns bigint language plpgsql as $$
declare
  v_sequence bigint;
  v_hash bytea;
begin
  if p_more ? 'facts' then perform case_check_facts(p_more -> 'facts'); end if;
  perform set_config('medbourse.organisation', p_organisation::text, true);

  if p_expected = 0 then
    insert into case_record (organisation_id, id, kind, definition_version, asset_id, state, version, data, opened_at, changed_at)
    values (p_organisation, p_case, p_kind, p_definition_version, p_asset, p_state, 1, p_data::jsonb, p_at, p_at);
  else
    update case_record set state = p_state, version = version + 1, data = coalesce(p_data::jsonb, data), changed_at = p_at
    where organisation_id = p_organisation and id = p_case and version = p_expected;
    if not found then raise exception 'case % is no longer at version %', p_case, p_expected using errcode = 'MB001'; end if;
  end if;

  if p_more is not null then perform case_write_more(p_organisation, p_case, p_more); end if;

  -- The head of the chain is locked last: it is the one row that all cases of an organisation share.
  update audit_head set sequence = sequence + 1, hash = sha256(hash || sha256(convert_to(p_body, 'UTF8')))
  where organisation_id = p_organisation returning sequence, hash into v_sequence, v_hash;
  if not found then
    insert into audit_head (organisation_id, sequence, hash)
    values (p_organisation, 1, sha256(decode(repeat('00', 32), 'hex') || sha256(convert_to(p_body, 'UTF8'))))
    on conflict (organisation_id) do update
      set sequence = audit_head.sequence + 1, hash = sha256(audit_head.hash || sha256(convert_to(p_body, 'UTF8')))
    returning sequence, hash into v_sequence, v_hash;
  end if;
  insert into case_event (organisation_id, sequence, id, case_id, case_version, command, state, actor, at, body, hash, idempotency_key, request_hash)
  values (p_organisation, v_sequence, p_event, p_case, p_expected + 1, p_command, p_state, p_actor, p_at, p_body, v_hash, p_key, p_request_hash);
  return v_sequence;
end $$;

create function case_check_facts(p_facts jsonb) returns void language plpgsql as $$
declare v_fact record;
begin
  for v_fact in select * from jsonb_to_recordset(p_facts) as f(organisation uuid, "case" uuid, version integer) order by "case" loop
    perform set_config('medbourse.organisation', v_fact.organisation::text, true);
    perform 1 from case_record where organisation_id = v_fact.organisation and id = v_fact."case" and version = v_fact.version for share;
    if not found then raise exception 'case % changed since it was relied on', v_fact."case" using errcode = 'MB002'; end if;
  end loop;
end $$;

create function case_write_more(p_organisation uuid, p_case uuid, p_more jsonb) returns void language plpgsql as $$
begin
  if p_more ? 'parties' then
    insert into case_party (organisation_id, case_id, party_organisation_id, part)
    select p_organisation, p_case, organisation, part
    from jsonb_to_recordset(p_more -> 'parties') as p(organisation uuid, part text)
    on conflict do nothing;
  end if;
  if p_more ? 'clocks' then
    insert into case_clock (organisation_id, case_id, name, state, epoch, started_at, due_at, provisional, counted, remaining)
    select p_organisation, p_case, name, state, epoch, "startedAt", "dueAt", provisional, counted, remaining
    from jsonb_to_recordset(p_more -> 'clocks')
      as c(name text, state text, epoch integer, "startedAt" timestamptz, "dueAt" timestamptz, provisional boolean, counted jsonb, remaining jsonb)
    on conflict (organisation_id, case_id, name) do update
      set state = excluded.state, epoch = excluded.epoch, started_at = excluded.started_at, due_at = excluded.due_at,
          provisional = excluded.provisional, counted = excluded.counted, remaining = excluded.remaining;
  end if;
  if p_more ? 'jobs' then
    insert into outbox (organisation_id, id, home, job, payload, case_id, run_id, epoch, trace_id)
    select p_organisation, id, home, job, payload, p_case, "runId", epoch, "traceId"
    from jsonb_to_recordset(p_more -> 'jobs')
      as j(id uuid, home text, job text, payload jsonb, "runId" uuid, epoch integer, "traceId" text);
  end if;
  if p_more ? 'rows' then perform case_write_rows(p_organisation, p_more -> 'rows'); end if;
  if p_more ? 'ledger' then perform ledger_book(p_more -> 'ledger'); end if;
end $$;

-- Rows of the stage's own, of the tables that stages registered, each under the tenant that it names.
create function case_write_rows(p_organisation uuid, p_rows jsonb) returns void language plpgsql as $$
declare v_row record; v_columns text; v_updates text; v_keys text;
begin
  for v_row in select * from jsonb_to_recordset(p_rows) as r("table" text, write text, "values" jsonb, "organisationId" uuid) loop
    perform 1 from case_row_table where name = v_row."table";
    if not found then raise exception 'table % is not registered for decisions', v_row."table"; end if;
    perform set_config('medbourse.organisation', coalesce(v_row."organisationId", p_organisation)::text, true);
    select string_agg(quote_ident(k), ', ') into v_columns from jsonb_object_keys(v_row."values") as k;
    if v_row.write = 'insert' then
      execute format('insert into %I (%s) select %s from jsonb_populate_record(null::%I, $1)', v_row."table", v_columns, v_columns, v_row."table")
        using v_row."values";
    else
      select string_agg(quote_ident(a.attname), ', ') into v_keys
      from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
      where i.indrelid = v_row."table"::regclass and i.indisprimary;
      select string_agg(format('%I = excluded.%I', k, k), ', ') into v_updates from jsonb_object_keys(v_row."values") as k;
      execute format('insert into %I (%s) select %s from jsonb_populate_record(null::%I, $1) on conflict (%s) do update set %s',
        v_row."table", v_columns, v_columns, v_row."table", v_keys, v_updates) using v_row."values";
    end if;
  end loop;
  perform set_config('medbourse.organisation', p_organisation::text, true);
end $$;

grant execute on function case_write(uuid, uuid, integer, text, integer, uuid, text, text, uuid, text, text, timestamptz, text, text, bytea, jsonb),
  case_check_facts(jsonb), case_write_more(uuid, uuid, jsonb), case_write_rows(uuid, jsonb) to medbourse_app;
`;
