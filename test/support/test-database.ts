import { randomBytes } from 'node:crypto';
import {
  type ConnectionOptions,
  type DatabaseConnections,
  type Migration,
  type RoleUrls,
  Tenancy,
  accessTo,
  connectDatabase,
  migrate,
  roleName,
  roleUrls,
  withClient,
} from '#libs/database';
import { ok, orThrow } from '#libs/kernel';
import { type PostgresOfRun, TEMPLATE, postgresOfRun } from './postgres-of-run';
import { until } from './until';

export interface TestDatabaseOptions {
  readonly entities?: ConnectionOptions['entities'];
  /** These alone, on an empty database, in place of the template that all migrations built. */
  readonly migrations?: readonly Migration[];
  readonly poolSizes?: ConnectionOptions['poolSizes'];
}

export interface TestDatabase {
  readonly name: string;
  readonly urls: RoleUrls;
  /** The superuser's, on this database: sees through row-level security. To look, not to do the application's work. */
  readonly administratorUrl: string;
  readonly connections: DatabaseConnections;
  readonly tenancy: Tenancy;
  /** Rows as the superuser sees them. */
  look<T extends object>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** Closes the connections, fails where the test left others open, and drops the database. */
  drop(): Promise<void>;
}

/** A database of its own for a test file, cloned from the template that all migrations built. */
export async function testDatabase({ entities = [], migrations, poolSizes }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const run = postgresOfRun();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(
    run,
    `create database ${name} template ${migrations ? 'template0' : TEMPLATE} owner ${roleName('owner')}`,
    accessTo(name),
  );
  const urls = roleUrls(run.administratorUrl, name, run.passwords);
  if (migrations) orThrow(await migrate(urls.owner, migrations));
  const connections = orThrow(await connectDatabase(urls, { entities, program: 'test', poolSizes }));
  const administratorUrl = Object.assign(new URL(run.administratorUrl), { pathname: `/${name}` }).href;
  return {
    name,
    urls,
    administratorUrl,
    connections,
    tenancy: new Tenancy(connections.app),
    look: async <T extends object>(sql: string, parameters: readonly unknown[] = []) =>
      orThrow(await withClient(administratorUrl, async (client) => ok((await client.query<T>(sql, [...parameters])).rows))),
    drop: async () => {
      await connections.close();
      const leaked = await connectionsLeftOpen(run, name);
      await administer(run, `drop database if exists ${name} with (force)`);
      if (leaked.length > 0) throw new Error(`the test left connections open: ${leaked.join(', ')}`);
    },
  };
}

async function administer({ administratorUrl }: PostgresOfRun, ...statements: string[]): Promise<void> {
  orThrow(
    await withClient(administratorUrl, async (client) => {
      for (const statement of statements) await client.query(statement);
      return ok(undefined);
    }),
  );
}

/** A connection that was closed takes the server a moment to forget. */
async function connectionsLeftOpen({ administratorUrl }: PostgresOfRun, name: string): Promise<string[]> {
  const left = async () =>
    orThrow(
      await withClient(administratorUrl, async (client) => {
        const sql = `select coalesce(nullif(application_name, ''), 'unnamed') || ' as ' || usename as name from pg_stat_activity where datname = $1 and backend_type = 'client backend'`;
        return ok((await client.query<{ name: string }>(sql, [name])).rows.map((row) => row.name));
      }),
    );
  return until(async () => (await left()).length === 0, { timeoutMs: 3000 }).then(() => [], left);
}
