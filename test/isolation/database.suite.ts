import { withClient, type RoleUrls } from '#libs/database';
import { newId, ok, orThrow } from '#libs/kernel';
import { type Client } from 'pg';
import { type World } from './world';

type Role = keyof RoleUrls;

/** Tables that roles read across organisations, by what the roles are for. Nothing else may be seen of the other side. */
const ACROSS: Readonly<Partial<Record<Role, ReadonlySet<string>>>> = {
  relay: new Set(['outbox', 'case_clock']),
  identity: new Set(['membership', 'session', 'api_token', 'invitation']),
  public: new Set(['notice_published', 'certificate_published', 'listing_published', 'listing_card', 'listing_sample', 'agency_code']),
};

/** What every organisation may read of others: the market, and codes of agencies. */
const SHARED_WITH_TENANTS: ReadonlySet<string> = new Set(['listing_published', 'listing_card', 'listing_sample', 'agency_code']);

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Postgres alone, as if the application had no guard at all. */
export function declareDatabaseIsolation(world: () => World): void {
  let tables: readonly Table[];
  const ours = () => world().ours.organisations.map(({ id }) => id);
  const theirs = () => world().theirs.organisations.map(({ id }) => id);

  beforeAll(async () => {
    tables = await world().api.database.look<Table>(
      `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       group by c.oid having 'organisation_id' = any (array_agg(a.attname::text)) order by 1`,
    );
  });

  /** A client of the role, under a tenant or under none. */
  const as = <T>(role: Role, tenant: string | null, work: (client: Client) => Promise<T>): Promise<T> =>
    withClient(world().api.database.urls[role], async (client) => {
      if (tenant !== null) await client.query(`select set_config('medbourse.organisation', $1, false)`, [tenant]);
      return ok(await work(client));
    }).then(orThrow);

  /** How many rows of these organisations the client sees; null: it may not look at all. */
  const seen = async (client: Client, table: string, organisations: readonly string[]): Promise<number | null> => {
    try {
      const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${table} where organisation_id = any($1)`, [
        organisations,
      ]);
      return rows[0]!.n;
    } catch (error) {
      if ((error as { code?: string }).code === '42501') return null;
      throw error;
    }
  };

  it('has rows of both sides in every table, or the rest would prove nothing', async () => {
    for (const { name } of tables)
      for (const side of [ours(), theirs()]) {
        const [count] = await world().api.database.look<{ n: number }>(
          `select count(*)::int as n from ${name} where organisation_id = any($1)`,
          [side],
        );
        expect({ table: name, empty: count!.n === 0 }).toEqual({ table: name, empty: false });
      }
    expect(tables.length).toBeGreaterThan(35);
  });

  it('shows the application, under each of our organisations, no row of theirs', async () => {
    const shown: string[] = [];
    for (const tenant of ours())
      await as('app', tenant, async (client) => {
        for (const { name } of tables) {
          const count = await seen(client, name, theirs());
          if (count && !SHARED_WITH_TENANTS.has(name)) shown.push(`${name}: ${count}`);
        }
      });
    expect(shown).toEqual([]);
  });

  it.each(['app', 'relay', 'identity', 'public'] as const)('shows %s, under no organisation, no more than it is for', async (role) => {
    const allowed = role === 'app' ? SHARED_WITH_TENANTS : ACROSS[role];
    const shown = await as(role, null, async (client) => {
      const found: string[] = [];
      for (const { name } of tables) if ((await seen(client, name, theirs())) && !allowed?.has(name)) found.push(name);
      return found;
    });
    expect(shown).toEqual([]);
  });

  it('lets the regulator read and change nothing', async () => {
    const changed = await as('regulator', null, (client) => writableTables(client, tables));
    expect(changed).toEqual([]);
  });

  // A code is given once on the whole exchange, by whoever attests first for an agency: a register of no tenant.
  const REGISTERS: ReadonlySet<string> = new Set(['agency_code']);

  it('takes no row for them from the application under one of us, in any table', async () => {
    const taken: string[] = [];
    await as('app', ours()[0]!, async (client) => {
      for (const { name, columns } of tables) {
        if (REGISTERS.has(name)) continue;
        const copied = columns.map((column) => `"${column}"`).join(', ');
        const [row] = await world().api.database.look<{ row: string }>(
          `select row_to_json(t)::text as row from ${name} t where organisation_id = any($1) limit 1`,
          [theirs()],
        );
        const insert = `insert into ${name} (${copied}) select ${copied} from json_populate_record(null::${name}, $1) on conflict do nothing`;
        if ((await attempt(client, insert, [row!.row])) !== '42501') taken.push(`${name}: insert`);
      }
    });
    expect(taken).toEqual([]);
  });

  it('changes and deletes no row of theirs for any role but those that work for all', async () => {
    const changed: string[] = [];
    for (const role of ['app', 'public', 'regulator'] as const)
      await as(role, ours()[0]!, async (client) => {
        for (const { name, column } of await updatable(client, tables))
          for (const sql of [
            `update ${name} set ${column} = ${column} where organisation_id = any($1)`,
            `delete from ${name} where organisation_id = any($1)`,
          ]) {
            const done = await attempt(client, sql, [theirs()]);
            if (done !== '42501' && done !== 0) changed.push(`${role}: ${sql} ${done}`);
          }
      });
    expect(changed).toEqual([]);
  });

  it('has no function that runs with other rights than its caller’s, but those by which the public objects and a device is led to its asset', async () => {
    const found = await world().api.database.look<{ name: string }>(
      `select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prosecdef and proname not in
       (select p.proname from pg_proc p join pg_depend d on d.objid = p.oid and d.deptype = 'e') order by 1`,
    );
    expect(found.map(({ name }) => name)).toEqual(['dicom_endpoint_any', 'dicom_endpoint_called', 'hand_in_objection']);
  });

  it('lets nobody but the application call what sets a tenant', async () => {
    const found = await world().api.database.look<{ name: string; role: string }>(
      `select p.proname as name, r.rolname as role from pg_proc p cross join pg_roles r
       where p.pronamespace = 'public'::regnamespace and p.prosrc like '%set_config(''medbourse.organisation''%' and p.prorettype <> 'trigger'::regtype
         and r.rolname like 'medbourse\\_%' and r.rolname <> 'medbourse_owner' and has_function_privilege(r.oid, p.oid, 'execute') order by 1, 2`,
    );
    expect(found.map(({ name, role }) => `${name} ${role}`)).toEqual([
      'case_check_facts medbourse_app',
      'case_read medbourse_app',
      'case_write medbourse_app',
      'case_write_rows medbourse_app',
      'hand_in_objection medbourse_public',
      'ledger_book medbourse_app',
    ]);
  });

  it('reads no case of theirs by case_read under any of us', async () => {
    const cases = await world().api.database.look<{ id: string }>('select id from case_record where organisation_id = any($1)', [theirs()]);
    expect(cases.length).toBeGreaterThan(6);
    for (const tenant of ours())
      await as('app', tenant, async (client) => {
        for (const { id } of cases)
          expect((await client.query('select case_read($1, $2) as read', [tenant, id])).rows).toEqual([{ read: null }]);
      });
  });

  it('leaves the tenant of a transaction as it was after a write into foreign books and rows, and none behind it', async () => {
    await as('app', null, async (client) => {
      await client.query('begin');
      await client.query(`select set_config('medbourse.organisation', $1, true)`, [ours()[0]]);
      await client.query(`select ledger_book('[]')`);
      await client.query(`select case_write_rows($1, '[]')`, [ours()[0]]);
      const { rows } = await client.query<{ tenant: string }>(`select current_setting('medbourse.organisation') as tenant`);
      await client.query('commit');
      const after = await client.query<{ tenant: string }>(
        `select coalesce(current_setting('medbourse.organisation', true), '') as tenant`,
      );
      expect([rows[0]!.tenant, after.rows[0]!.tenant]).toEqual([ours()[0], '']);
    });
  });

  it('refuses a write whose case is another organisation’s, though its id is known', async () => {
    const { ids } = world().theirs;
    await as('app', ours()[0]!, async (client) => {
      const written = await attempt(
        client,
        `select case_write($1, $2, 1, 'asset', 1, null, 'retired', '{}', $3, 'retire', 'person:x', now(), '{}', null, null, null)`,
        [...[ours()[0], ids['case asset'], newId()]],
      );
      expect(written).toBe('MB001');
    });
  });
}

/** The SQLSTATE with which Postgres refused, or how many rows it changed; nothing is kept. */
async function attempt(client: Client, sql: string, parameters: readonly unknown[]): Promise<string | number> {
  await client.query('begin');
  try {
    return (await client.query(sql, [...parameters])).rowCount ?? 0;
  } catch (error) {
    return (error as { code?: string }).code ?? 'unknown';
  } finally {
    await client.query('rollback');
  }
}

/** Each table with a column that the role may change, where it may change any. */
async function updatable(client: Client, tables: readonly Table[]): Promise<{ name: string; column: string }[]> {
  const { rows } = await client.query<{ name: string; column: string }>(
    `select t as name, coalesce((select quote_ident(attname) from pg_attribute where attrelid = t::regclass and attnum > 0 and not attisdropped
       and has_column_privilege(current_user, t, attname, 'update') order by attnum limit 1), 'organisation_id') as column from unnest($1::text[]) as t`,
    [tables.map(({ name }) => name)],
  );
  return rows;
}

async function writableTables(client: Client, tables: readonly Table[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select t as name from unnest($1::text[]) as t where has_table_privilege(current_user, t, 'insert, update, delete, truncate')`,
    [tables.map(({ name }) => name)],
  );
  return rows.map(({ name }) => name);
}
