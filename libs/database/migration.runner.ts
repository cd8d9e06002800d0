import { createHash } from 'node:crypto';
import { type Client } from 'pg';
import { type Result, ok } from '#libs/kernel';
import { withClient } from './client';
import { refuseDatabase } from './database.errors';
import { isConnectionLoss } from './postgres.errors';

/** A step of the schema that, once it was applied anywhere, never changes. There is no way down: what was wrong gets a further migration. */
export interface Migration {
  /** `<library>-<four digits>-<what>`, e.g. `collection-0001-files`. */
  readonly name: string;
  /** SQL of any number of statements. It runs as the owner, in one transaction, and so without `create index concurrently`. */
  readonly up: string;
}

const NAME = /^[a-z][a-z-]*-\d{4}-[a-z0-9-]+$/;

/**
 * Applies what is missing, in the order of the list, each in its own transaction, one machine at a time. Returns the names applied.
 * Refusals: `database.unavailable`; `migration.changed` where an applied one reads differently now; `migration.unknown` where
 * the database has one that the list lacks (an older Medbourse on a newer database). An SQL error is thrown, naming the migration.
 */
export function migrate(ownerUrl: string, migrations: readonly Migration[]): Promise<Result<string[]>> {
  assertNames(migrations);
  return withClient(ownerUrl, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('medbourse'), hashtext('migrations'))`);
    await client.query(FOUNDATION);
    const applied = await appliedMigrations(client);
    const consistent = compare(applied, migrations);
    if (!consistent.ok) return consistent;
    const missing = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of missing) await apply(client, migration);
    return ok(missing.map(({ name }) => name));
  });
}

/**
 * Functions are executable by everybody unless told otherwise, and one that runs with its owner's rights would be a way around the
 * grants; so nobody may call a function until a migration says who.
 */
const FOUNDATION = `
  alter default privileges revoke execute on functions from public;
  revoke create on schema public from public;
  create table if not exists schema_migration (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
  );`;

function assertNames(migrations: readonly Migration[]): void {
  const seen = new Set<string>();
  for (const { name } of migrations) {
    if (!NAME.test(name)) throw new Error(`migration ${name}: a name reads <library>-<four digits>-<what>`);
    if (seen.has(name)) throw new Error(`migration ${name} is there twice`);
    seen.add(name);
  }
}

async function appliedMigrations(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migration order by applied_at, name',
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

function compare(applied: ReadonlyMap<string, string>, migrations: readonly Migration[]): Result<void> {
  const known = new Map(migrations.map((migration) => [migration.name, checksumOf(migration)]));
  for (const [name, checksum] of applied) {
    const expected = known.get(name);
    if (expected === undefined) {
      return refuseDatabase(
        'migration.unknown',
        `The database has the migration ${name}, which this Medbourse does not know: it is newer.`,
        { facts: { migration: name } },
      );
    }
    if (expected !== checksum) {
      return refuseDatabase('migration.changed', `The migration ${name} reads differently from when it was applied.`, {
        facts: { migration: name },
      });
    }
  }
  return ok(undefined);
}

async function apply(client: Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.up);
    await client.query('insert into schema_migration (name, checksum) values ($1, $2)', [migration.name, checksumOf(migration)]);
    await client.query('commit');
  } catch (error) {
    if (isConnectionLoss(error)) throw error;
    await client.query('rollback');
    throw new Error(`migration ${migration.name}: ${(error as Error).message}`, { cause: error });
  }
}

/** Formatting counts for nothing: the editor's re-indentation of an SQL text is no change of the schema. */
function checksumOf({ up }: Migration): string {
  return createHash('sha256').update(up.replace(/\s+/g, ' ').trim()).digest('hex');
}
