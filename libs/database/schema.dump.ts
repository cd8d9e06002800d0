import { type Client } from 'pg';
import { type Result, ok } from '#libs/kernel';
import { withClient } from './client';

/** Each query gives lines of one kind, named after the relation that they belong to; $1 is the schema's name. */
const LINES: readonly string[] = [
  `select format('table %s%s%s%s', c.relname, case c.relpersistence when 'u' then ' unlogged' else '' end,
      case when c.relrowsecurity then ' isolated' else '' end, case when c.relforcerowsecurity then ' forced' else '' end) as line
    from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p')`,
  `select format('table %s column %s %s %s%s%s', c.relname, lpad(a.attnum::text, 3, '0'), a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then ' not null' else '' end,
      case when d.oid is null then '' else case a.attgenerated when '' then ' default ' else ' generated ' end || pg_get_expr(d.adbin, d.adrelid) end) as line
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p')`,
  `select format('table %s constraint %s %s', c.relname, o.conname, pg_get_constraintdef(o.oid)) as line
    from pg_constraint o join pg_class c on c.oid = o.conrelid where c.relnamespace = $1::regnamespace and o.contype <> 'n'`,
  `select format('table %s index %s', i.tablename, i.indexdef) as line from pg_indexes i where i.schemaname = $1`,
  `select format('table %s policy %s for %s to %s using (%s) check (%s)', p.tablename, p.policyname, lower(p.cmd),
      (select string_agg(r, ', ' order by r) from unnest(p.roles) r), p.qual, p.with_check) as line from pg_policies p where p.schemaname = $1`,
  `select format('table %s trigger %s', c.relname, pg_get_triggerdef(t.oid)) as line
    from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = $1::regnamespace and not t.tgisinternal`,
  `select format('%s %s granted %s to %s', case c.relkind when 'v' then 'view' when 'm' then 'view' when 'S' then 'sequence' else 'table' end, c.relname,
      string_agg(lower(g.privilege_type), ', ' order by g.privilege_type), coalesce(r.rolname, 'public')) as line
    from pg_class c cross join lateral aclexplode(c.relacl) g left join pg_roles r on r.oid = g.grantee
    where c.relnamespace = $1::regnamespace and g.grantee <> c.relowner group by c.relkind, c.relname, r.rolname`,
  `select format('table %s column %s granted %s to %s', c.relname, a.attname,
      string_agg(lower(g.privilege_type), ', ' order by g.privilege_type), coalesce(r.rolname, 'public')) as line
    from pg_class c join pg_attribute a on a.attrelid = c.oid cross join lateral aclexplode(a.attacl) g left join pg_roles r on r.oid = g.grantee
    where c.relnamespace = $1::regnamespace group by c.relname, a.attname, r.rolname`,
  `select format('view %s%s as %s', c.relname, coalesce(' with ' || array_to_string(c.reloptions, ', '), ''), regexp_replace(pg_get_viewdef(c.oid), '\\s+', ' ', 'g')) as line
    from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('v', 'm')`,
  `select format('function %s %s', p.oid::regprocedure, regexp_replace(pg_get_functiondef(p.oid), '\\s+', ' ', 'g')) as line
    from pg_proc p where p.pronamespace = $1::regnamespace and p.prokind in ('f', 'p') and not exists
      (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`,
  `select format('function %s granted to %s', p.oid::regprocedure, string_agg(coalesce(r.rolname, 'public'), ', ' order by r.rolname)) as line
    from pg_proc p cross join lateral aclexplode(p.proacl) g left join pg_roles r on r.oid = g.grantee
    where p.pronamespace = $1::regnamespace and g.grantee <> p.proowner and not exists
      (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e') group by p.oid`,
  `select format('type %s enum (%s)', t.typname, string_agg(e.enumlabel, ', ' order by e.enumsortorder)) as line
    from pg_type t join pg_enum e on e.enumtypid = t.oid where t.typnamespace = $1::regnamespace group by t.typname`,
  `select format('type %s domain %s %s', t.typname, format_type(t.typbasetype, t.typtypmod), coalesce(pg_get_constraintdef(o.oid), '')) as line
    from pg_type t left join pg_constraint o on o.contypid = t.oid where t.typnamespace = $1::regnamespace and t.typtype = 'd'`,
  `select format('extension %s', e.extname) as line from pg_extension e where e.extnamespace = $1::regnamespace`,
];

/**
 * The schema as text that is the same for the same schema, whatever order it was made in: one line for each table, column,
 * constraint, index, policy, trigger, grant, view, function and type. For a file in the repository that a test compares with.
 * @param url of any role that may connect. Refusal: `database.unavailable`.
 */
export function schemaOf(url: string, schema = 'public'): Promise<Result<string>> {
  return withClient(url, async (client) => {
    const lines: string[] = [];
    for (const sql of LINES) lines.push(...(await linesOf(client, sql, schema)));
    return ok(`${lines.sort().join('\n')}\n`);
  });
}

async function linesOf(client: Client, sql: string, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(sql, [schema]);
  return rows.map(({ line }) => line);
}
