import { Column, Entity, PrimaryColumn } from 'typeorm';
import { RefusalError, newId, ok, orThrow, refuse } from '#libs/kernel';
import { type TestDatabase, testDatabase } from '../../test/support/test-database';
import { until } from '../../test/support/until';
import { connectDatabase } from './database-connections';
import { type Migration } from './migration.runner';
import { DatabaseError, violatedUnique } from './postgres.errors';
import { tenantTable } from './tenant-table';

@Entity('counter')
class Counter {
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId!: string;
  @PrimaryColumn('text')
  name!: string;
  @Column('bigint')
  value!: number;
}

const migration: Migration = {
  name: 'database-0001-counter',
  up: `
    create table counter (organisation_id uuid not null, name text not null, value bigint not null default 0, day date, primary key (organisation_id, name));
    ${tenantTable('counter', { grants: { app: ['select', 'insert', 'update'], relay: ['select'] } })}`,
};

const organisation = newId();
const increment = `update counter set value = value + 1 where name = $1 returning value`;

describe('a transaction of a role', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase({ migrations: [migration], entities: [Counter], poolSizes: { app: 4 } });
    await insert('a');
    await insert('b');
  });
  afterAll(() => database.drop());

  const insert = (name: string) =>
    database.tenancy.call(organisation, 'insert into counter (organisation_id, name) values ($1, $2)', [organisation, name]);
  const names = async () =>
    orThrow(await database.tenancy.rows<{ name: string }>(organisation, 'select name from counter order by name')).map(({ name }) => name);

  it('is rolled back where the work refuses, and gives the refusal back', async () => {
    const refused = refuse('counter.full', 'conflict', 'full');
    const result = await database.tenancy.inTenant(organisation, async (query) => {
      await query.run('insert into counter (organisation_id, name) values ($1, $2)', [organisation, 'refused']);
      return refused;
    });
    expect(result).toEqual(refused);
    expect(await names()).toEqual(['a', 'b']);
  });

  it('is rolled back where the work throws, a RefusalError being its refusal', async () => {
    const { refusal } = refuse('counter.full', 'conflict', 'full');
    const thrower = (error: Error) =>
      database.tenancy.inTenant(organisation, async (query) => {
        await query.run('insert into counter (organisation_id, name) values ($1, $2)', [organisation, 'thrown']);
        throw error;
      });
    expect(await thrower(new RefusalError(refusal))).toEqual({ ok: false, refusal });
    await expect(thrower(new Error('broken invariant'))).rejects.toThrow('broken invariant');
    expect(await names()).toEqual(['a', 'b']);
  });

  it('does not pass for committed where an error of the server was swallowed', async () => {
    const swallowing = database.tenancy.inTenant(organisation, async (query) => {
      await query.run('insert into counter (organisation_id, name) values ($1, $2)', [organisation, 'swallowed']);
      await query.run('insert into counter (organisation_id, name) values ($1, $2)', [organisation, 'a']).catch(() => undefined);
      return ok('done');
    });
    await expect(swallowing).rejects.toThrow('nothing was committed');
    expect(await names()).toEqual(['a', 'b']);
  });

  it('keeps TypeORM in the same transaction: nothing that it saves is committed before the end', async () => {
    await database.tenancy.inTenant(organisation, async (query) => {
      await query.manager.save(Counter, { organisationId: organisation, name: 'saved', value: 2 ** 40 });
      expect(await query.manager.findOneByOrFail(Counter, { name: 'saved' })).toMatchObject({ value: 2 ** 40 });
      return refuse('counter.full', 'conflict', 'full');
    });
    expect(await names()).toEqual(['a', 'b']);
  });

  it('refuses writing where only reading was asked for', async () => {
    const writing = [
      database.tenancy.rows(organisation, increment, ['a']),
      database.tenancy.readTenant(organisation, async (query) => ok(await query.run(increment, ['a']))),
    ];
    for (const attempt of writing) await expect(attempt).rejects.toMatchObject({ code: '25006' });
  });

  it('says which unique key was violated, and nothing of the row', async () => {
    const error = await insert('a').then(
      () => undefined,
      (thrown: DatabaseError) => thrown,
    );
    expect(violatedUnique(error)).toBe('counter_pkey');
    expect(error).toBeInstanceOf(DatabaseError);
    expect(JSON.stringify({ ...error, message: error?.message, stack: error?.stack })).not.toContain(organisation);
  });

  it('cuts the value out of the message of a data exception', async () => {
    const error = await database.tenancy.rows(organisation, 'select $1::text::integer', ['张三']).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error?.message).toBe('22P02 invalid input syntax for type integer');
  });

  it('is done again after a deadlock, until both have happened', async () => {
    const bothHold = new Map<string, () => void>();
    const lockBoth = (first: string, second: string, held: Promise<void>) =>
      database.tenancy.inTenant(organisation, async (query) => {
        await query.run(increment, [first]);
        bothHold.get(first)?.();
        await held;
        await query.run(increment, [second]);
        return ok(undefined);
      });
    const holds = (name: string) => new Promise<void>((resolve) => bothHold.set(name, resolve));
    const [aHeld, bHeld] = [holds('a'), holds('b')];
    expect(await Promise.all([lockBoth('a', 'b', bHeld), lockBoth('b', 'a', aHeld)])).toEqual([ok(undefined), ok(undefined)]);
    expect(await database.look('select name, value from counter order by name')).toEqual([
      { name: 'a', value: '2' },
      { name: 'b', value: '2' },
    ]);
  });

  it('gives up in time where it is never let through', async () => {
    let attempts = 0;
    const result = await database.tenancy.inTenant(organisation, async () => {
      attempts += 1;
      throw Object.assign(new Error('could not serialize access'), { code: '40001' });
    });
    expect(result).toMatchObject({ refusal: { code: 'database.contended' } });
    expect(attempts).toBe(5);
  });

  it('refuses with database.unavailable where its connection is cut, and the pool recovers', async () => {
    const cut = await database.tenancy.inTenant(organisation, async (query) => {
      const self = await query.one<{ pid: number }>('select pg_backend_pid() as pid');
      await database.look('select pg_terminate_backend($1)', [self?.pid]);
      await until(async () => (await database.look('select from pg_stat_activity where pid = $1', [self?.pid])).length === 0);
      await query.run(increment, ['a']);
      return ok(undefined);
    });
    expect(cut).toMatchObject({ refusal: { code: 'database.unavailable', facts: { outcome: 'not-done' } } });
    expect(await names()).toEqual(['a', 'b']);
  });

  it('survives that all idle connections are cut', async () => {
    await database.look(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename like 'medbourse%'`,
    );
    await until(async () => (await database.tenancy.rows(organisation, 'select 1')).ok);
    expect(await names()).toEqual(['a', 'b']);
  });

  it('refuses to connect where no server is', async () => {
    const urls = Object.fromEntries(Object.entries(database.urls).map(([role, url]) => [role, url.replace(/:\d+\//, ':1/')]));
    expect(await connectDatabase(urls as typeof database.urls, { entities: [], program: 'test' })).toMatchObject({
      refusal: { code: 'database.unavailable' },
    });
  });

  it('reads bigint as a number, a date as text, and throws beyond the safe integers', async () => {
    const sql = `select 9007199254740991::bigint as amount, date '2027-01-01' as day`;
    expect(await database.tenancy.rows(organisation, sql)).toEqual(ok([{ amount: Number.MAX_SAFE_INTEGER, day: '2027-01-01' }]));
    await expect(database.tenancy.rows(organisation, 'select 9007199254740993::bigint')).rejects.toThrow('beyond the safe integers');
  });

  it('goes on after a migration changed what a prepared statement gives', async () => {
    const all = () => database.tenancy.rows(organisation, 'select * from counter where name = $1', ['a']);
    for (let round = 0; round < 4; round += 1) await all();
    await database.look('alter table counter add column note text');
    await until(async () => (await all().catch(() => undefined))?.ok);
    await expect(until(async () => Object.keys(orThrow(await all())[0] as object).includes('note'))).resolves.toBe(true);
  });
});
