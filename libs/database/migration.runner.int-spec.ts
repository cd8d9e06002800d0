import { ok, orThrow } from '#libs/kernel';
import { type TestDatabase, testDatabase } from '../../test/support/test-database';
import { type Migration, migrate } from './migration.runner';

const first: Migration = { name: 'one-0001-first', up: 'create table first (id integer primary key); create table also (id integer);' };
const second: Migration = { name: 'one-0002-second', up: 'alter table first add column name text' };

describe('migrations', () => {
  let database: TestDatabase;
  const run = (...migrations: Migration[]) => migrate(database.urls.owner, migrations);
  const tables = async () =>
    (
      await database.look<{ name: string }>(
        `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
      )
    ).map((row) => row.name);

  beforeEach(async () => {
    database = await testDatabase({ migrations: [] });
  });
  afterEach(() => database.drop());

  it('apply what is missing, in order, once', async () => {
    expect(await run(first)).toEqual(ok(['one-0001-first']));
    expect(await run(first, second)).toEqual(ok(['one-0002-second']));
    expect(await run(first, second)).toEqual(ok([]));
    expect(await tables()).toEqual(['also', 'first', 'schema_migration']);
  });

  it('are applied once by several machines at once', async () => {
    const applied = await Promise.all([run(first, second), run(first, second), run(first, second)]);
    expect(applied.flatMap(orThrow).sort()).toEqual(['one-0001-first', 'one-0002-second']);
  });

  it('refuse one that reads differently now, but not one laid out differently', async () => {
    await run(first);
    expect(await run({ ...first, up: 'create table other (id integer)' })).toMatchObject({
      refusal: { code: 'migration.changed', facts: { migration: first.name } },
    });
    expect(await run({ ...first, up: first.up.replaceAll(' ', '\n   ') })).toEqual(ok([]));
  });

  it('refuse a database that a newer Medbourse migrated', async () => {
    await run(first, second);
    expect(await run(first)).toMatchObject({ refusal: { code: 'migration.unknown', facts: { migration: second.name } } });
  });

  it('leave nothing of one that fails, and keep those before it', async () => {
    const broken: Migration = { name: 'one-0002-broken', up: 'create table half (id integer); create table first (id integer)' };
    await expect(run(first, broken)).rejects.toThrow('migration one-0002-broken: relation "first" already exists');
    expect(await tables()).toEqual(['also', 'first', 'schema_migration']);
  });

  it('refuse with database.unavailable where no server is', async () => {
    expect(await migrate(database.urls.owner.replace(/:\d+\//, ':1/'), [first])).toMatchObject({
      refusal: { code: 'database.unavailable' },
    });
  });

  it('are named by library, number and purpose, each once', () => {
    expect(() => run({ ...first, name: 'first' })).toThrow('<library>-<four digits>-<what>');
    expect(() => run(first, first)).toThrow('twice');
  });

  it('make functions that nobody may call until one says who', async () => {
    await run({ name: 'one-0001-answer', up: 'create function answer() returns integer language sql as $$ select 42 $$' });
    await expect(database.connections.app.rows('select answer()')).rejects.toMatchObject({ code: '42501' });
  });
});
