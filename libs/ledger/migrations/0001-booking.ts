/**
 * Books transactions of any number of organisations, each under its own tenant, and returns how many. Takes a JSON array of
 * `LedgerTransaction`; it serves the one write of a decision, within its transaction, and leaves the tenant as it found it.
 */
export const booking = `
create function ledger_book(p_transactions jsonb) returns integer language plpgsql as $$
declare
  v_tenant text := current_setting('medbourse.organisation', true);
  v_organisation uuid;
begin
  for v_organisation in select distinct (t ->> 'organisationId')::uuid from jsonb_array_elements(p_transactions) as t order by 1 loop
    perform set_config('medbourse.organisation', v_organisation::text, true);
    insert into ledger_transaction (organisation_id, id, link_id, kind, category, stage, case_id, asset_id, dataset_version,
      occurred_at, quantity, unit, reverses, memo)
    select v_organisation, id, "linkId", kind, category, stage, "caseId", "assetId", "datasetVersion", "occurredAt", quantity, unit, reverses, memo
    from jsonb_to_recordset(p_transactions) as t("organisationId" uuid, id uuid, "linkId" uuid, kind text, category text, stage text, "caseId" uuid,
      "assetId" uuid, "datasetVersion" integer, "occurredAt" timestamptz, quantity numeric, unit text, reverses uuid, memo text)
    where "organisationId" = v_organisation;
    insert into ledger_posting (organisation_id, transaction_id, line, account, amount, currency)
    select v_organisation, (t ->> 'id')::uuid, p.line, p.account, p.amount, p.currency
    from jsonb_array_elements(p_transactions) as t,
      jsonb_to_recordset(t -> 'postings') as p(line smallint, account text, amount bigint, currency text)
    where (t ->> 'organisationId')::uuid = v_organisation;
  end loop;
  perform set_config('medbourse.organisation', coalesce(v_tenant, ''), true);
  return jsonb_array_length(p_transactions);
end $$;`;
