/**
 * What the database itself holds to, whoever writes. All postings of a transaction come in one statement, and the transition table
 * has them all, so the check of their balance needs no deferral and sees past no tenant.
 *
 * A posting cannot be added later: each statement must bring a transaction's line 1, and the primary key has room for one.
 * A transaction without postings is refused at commit. By then the tenant may be another one, under whom row-level security would
 * hide the postings; so the check looks as the organisation of its row.
 *
 * Both look up by primary key. A connection keeps the plan of its first call, when the tables may have been empty and a sequential
 * scan was cheapest; hence `enable_seqscan = off`.
 */
export const integrity = `
create function ledger_posting_check() returns trigger language plpgsql set enable_seqscan = off as $$
declare v_transaction uuid;
begin
  select transaction_id into v_transaction from added group by organisation_id, transaction_id, currency having sum(amount) <> 0 limit 1;
  if found then
    raise exception 'the postings of transaction % do not sum to zero', v_transaction
      using errcode = 'check_violation', table = 'ledger_posting', constraint = 'ledger_posting_balanced';
  end if;
  select transaction_id into v_transaction from added group by organisation_id, transaction_id having min(line) <> 1 limit 1;
  if found then
    raise exception 'the postings of transaction % do not come all at once', v_transaction
      using errcode = 'check_violation', table = 'ledger_posting', constraint = 'ledger_posting_at_once';
  end if;
  select t.id into v_transaction
  from (select distinct organisation_id, transaction_id from added) a
  join ledger_transaction t on t.organisation_id = a.organisation_id and t.id = a.transaction_id
  join ledger_transaction o on o.organisation_id = t.organisation_id and o.id = t.reverses
  where o.reverses is not null or exists (
    select 1 from ledger_posting p where p.organisation_id = t.organisation_id and p.transaction_id in (t.id, o.id)
    group by p.account, p.currency having sum(p.amount) <> 0)
  limit 1;
  if found then
    raise exception 'transaction % does not take back what it reverses', v_transaction
      using errcode = 'check_violation', table = 'ledger_posting', constraint = 'ledger_posting_reversal';
  end if;
  return null;
end $$;
create trigger ledger_posting_check after insert on ledger_posting
  referencing new table as added for each statement execute function ledger_posting_check();

create function ledger_transaction_check() returns trigger language plpgsql set enable_seqscan = off as $$
declare v_tenant text := current_setting('medbourse.organisation', true); v_posted boolean;
begin
  perform set_config('medbourse.organisation', new.organisation_id::text, true);
  select exists (select 1 from ledger_posting where organisation_id = new.organisation_id and transaction_id = new.id) into v_posted;
  perform set_config('medbourse.organisation', coalesce(v_tenant, ''), true);
  if not v_posted then
    raise exception 'transaction % has no postings', new.id
      using errcode = 'check_violation', table = 'ledger_transaction', constraint = 'ledger_transaction_posted';
  end if;
  return null;
end $$;
create constraint trigger ledger_transaction_posted after insert on ledger_transaction
  deferrable initially deferred for each row execute function ledger_transaction_check();`;
