import { type Result, ok } from '#libs/kernel';
import { withClient } from './client';

/** A hole in the isolation of tenants that a migration left. */
export interface IsolationFinding {
  readonly object: string;
  readonly finding:
    | 'not isolated'
    | 'not forced'
    | "view with its owner's rights"
    | 'materialised view'
    | 'key without organisation'
    | 'foreign key without organisation';
}

const TENANT_TABLES = `select c.oid, c.relname, a.attnum as tenant from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped
  where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p')`;

const FINDINGS = `
  select c.relname as object, case when c.relrowsecurity then 'not forced' else 'not isolated' end as finding
    from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
  union all
  select c.relname, case c.relkind when 'm' then 'materialised view' else 'view with its owner''s rights' end
    from pg_class c where c.relnamespace = $1::regnamespace
      and (c.relkind = 'm' or c.relkind = 'v' and not coalesce(c.reloptions && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false))
  union all
  select i.relname, 'key without organisation' from (${TENANT_TABLES}) t
    join pg_index x on x.indrelid = t.oid and x.indisunique and not t.tenant = any (x.indkey::int2[])
    join pg_class i on i.oid = x.indexrelid
  union all
  select o.conname, 'foreign key without organisation' from (${TENANT_TABLES}) t
    join pg_constraint o on o.conrelid = t.oid and o.contype = 'f' and not t.tenant = any (o.conkey)
    join (${TENANT_TABLES}) target on target.oid = o.confrelid
  order by 1, 2`;

/**
 * Looks through the catalog for tables without forced row-level security, views that read with their owner's rights, and keys of tables with
 * an `organisation_id` that lack it.
 * @param except names of tables, views, indexes and constraints that are meant so. Refusal: `database.unavailable`.
 */
export function auditIsolation(url: string, except: readonly string[] = [], schema = 'public'): Promise<Result<IsolationFinding[]>> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<IsolationFinding>(FINDINGS, [schema]);
    return ok(rows.filter(({ object }) => !except.includes(object)));
  });
}
