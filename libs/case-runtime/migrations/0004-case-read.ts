/**
 * One round trip reads a case whole: the row as the given tenant sees it proves sight; parties and clocks are then read under the owner,
 * since a party sees only its own row. Answers null for a case that is foreign or unknown, which must look the same.
 */
export const caseRead = /* sql */ `
create function legal_now() returns timestamptz language sql stable as $$
  select clock_timestamp() + coalesce((select shift from legal_time), '0'::interval)
$$;

create function case_read(p_tenant uuid, p_case uuid) returns jsonb language plpgsql as $$
declare v_owner uuid; v_case jsonb;
begin
  perform set_config('medbourse.organisation', p_tenant::text, true);
  select organisation_id, jsonb_build_object('id', id, 'kind', kind, 'definitionVersion', definition_version, 'organisationId', organisation_id,
      'assetId', asset_id, 'state', state, 'version', version, 'data', data, 'openedAt', opened_at, 'changedAt', changed_at)
    into v_owner, v_case from case_record where id = p_case;
  if not found then return null; end if;
  if v_owner <> p_tenant then perform set_config('medbourse.organisation', v_owner::text, true); end if;
  return v_case || jsonb_build_object(
    'parties', (select coalesce(jsonb_agg(jsonb_build_object('organisationId', party_organisation_id, 'part', part)), '[]')
                from case_party where organisation_id = v_owner and case_id = p_case),
    'clocks', (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'state', state, 'epoch', epoch, 'startedAt', started_at,
                 'dueAt', due_at, 'provisional', provisional, 'counted', counted, 'remaining', remaining)), '[]')
               from case_clock where organisation_id = v_owner and case_id = p_case),
    'legalNow', legal_now());
end $$;

grant execute on function legal_now(), case_read(uuid, uuid) to medbourse_app;
grant execute on function legal_now() to medbourse_relay, medbourse_public, medbourse_regulator;
`;
