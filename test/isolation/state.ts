import { readdir } from 'node:fs/promises';
import { type ExchangeApi } from './exchange-api.fixture';
import { type SideOrganisation } from './side-people';

/** What every table holds of a side, as a count and a digest a table. Refusals are kept on purpose, and an outbox row moves by itself. */
export async function stateOf(
  { database }: ExchangeApi,
  side: { readonly organisations: readonly SideOrganisation[] },
): Promise<Readonly<Record<string, string>>> {
  const tables = await database.look<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname not in ('command_refusal', 'session') order by 1`,
  );
  const digests = tables.map(
    ({ name }) =>
      `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest
       from ${name} t where organisation_id = any($1)`,
  );
  const rows = await database.look<{ name: string; digest: string }>(digests.join(' union all '), [side.organisations.map(({ id }) => id)]);
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}

/** Files of a store, those that are only coming in too. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}
