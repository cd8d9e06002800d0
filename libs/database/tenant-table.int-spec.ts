import { newId, ok, orThrow } from '#libs/kernel';
import { type TestDatabase, testDatabase } from '../../test/support/test-database';
import { withClient } from './client';
import { type Migration } from './migration.runner';
import { type RoleConnection } from './role-connection';
import { sharedTable, tenantTable } from './tenant-table';

const migration: Migration = {
  name: 'database-0001-note',
  up: `
    create table note (organisation_id uuid not null, id uuid not null, text text not null, seen_by uuid, primary key (organisation_id, id));
    ${tenantTable('note', {
      grants: { app: ['select', 'insert', 'update', 'delete'], relay: ['select'], regulator: ['select'] },
      sight: `seen_by = nullif(current_setting('medbourse.organisation', true), '')::uuid`,
    })}
    create table notice (id uuid primary key, text text not null);
    ${sharedTable('notice', { app: ['select', 'insert'], public: ['select'] })}`,
};

const [mine, theirs] = [newId(), newId()];

describe('tenant isolation by Postgres', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase({ migrations: [migration] });
    await insert(mine, mine, 'mine');
    await insert(theirs, theirs, 'theirs');
  });
  afterAll(() => database.drop());

  const insert = (tenant: string, organisationId: string, text: string) =>
    database.tenancy.inTenant(tenant, async (query) =>
      ok(await query.run('insert into note (organisation_id, id, text) values ($1, $2, $3)', [organisationId, newId(), text])),
    );
  const textsOf = (connection: RoleConnection) => connection.rows<{ text: string }>('select text from note order by text');

  it('shows an organisation its own rows', async () => {
    const seen = await database.tenancy.inTenant(mine, async (query) => ok(await query.rows('select text from note')));
    expect(seen).toEqual(ok([{ text: 'mine' }]));
  });

  it('shows nothing where no tenant is set, also on a connection that had one', async () => {
    for (let round = 0; round < 20; round += 1) {
      await database.tenancy.inTenant(mine, async (query) => ok(await query.rows('select 1 as one')));
      expect(await textsOf(database.connections.app)).toEqual(ok([]));
    }
  });

  it('refuses an insert under a foreign tenant, and moving a row to one', async () => {
    await expect(insert(mine, theirs, 'smuggled')).rejects.toMatchObject({ code: '42501' });
    await expect(database.tenancy.call(mine, 'update note set organisation_id = $1', [theirs])).rejects.toMatchObject({ code: '42501' });
  });

  it('changes and deletes nothing foreign', async () => {
    const changed = await database.tenancy.inTenant(mine, async (query) =>
      ok([
        await query.run(`update note set text = text where organisation_id = $1`, [theirs]),
        await query.run('delete from note where organisation_id = $1', [theirs]),
      ]),
    );
    expect(changed).toEqual(ok([0, 0]));
  });

  it('holds the owner too', async () => {
    const asOwner = (sql: string) => withClient(database.urls.owner, async (client) => ok((await client.query<object>(sql)).rows));
    expect(await asOwner('select text from note')).toEqual(ok([]));
    await expect(asOwner(`insert into note (organisation_id, id, text) values ('${mine}', '${newId()}', '')`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('lets another organisation see what it was granted sight of, and not change it', async () => {
    const seen = newId();
    await database.tenancy.call(theirs, 'insert into note (organisation_id, id, text, seen_by) values ($1, $2, $3, $4)', [
      theirs,
      seen,
      'shown',
      mine,
    ]);
    expect(orThrow(await database.tenancy.rows(mine, 'select text from note order by text'))).toEqual([
      { text: 'mine' },
      { text: 'shown' },
    ]);
    expect(
      await database.tenancy.inTenant(mine, async (query) =>
        ok(await query.run('update note set text = $2 where id = $1', [seen, 'changed'])),
      ),
    ).toEqual(ok(0));
    await database.tenancy.call(theirs, 'delete from note where id = $1', [seen]);
  });

  it('shows relay and regulator the rows of all, to read', async () => {
    for (const connection of [database.connections.relay, database.connections.regulator]) {
      expect(await textsOf(connection)).toEqual(ok([{ text: 'mine' }, { text: 'theirs' }]));
      await expect(connection.rows('delete from note')).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('shows the public what was published, and no table that it was not granted', async () => {
    await database.connections.app.rows('insert into notice (id, text) values ($1, $2)', [newId(), 'published']);
    expect(await database.connections.public.rows('select text from notice')).toEqual(ok([{ text: 'published' }]));
    await expect(database.connections.public.rows('select text from note')).rejects.toMatchObject({ code: '42501' });
    await expect(database.connections.identity.rows('select text from notice')).rejects.toMatchObject({ code: '42501' });
  });

  it('takes no tenant that is no id', () => {
    expect(() => database.tenancy.rows(`' or true --`, 'select 1')).toThrow(TypeError);
  });

  it('puts plain table names alone into SQL', () => {
    expect(() => tenantTable('note; drop table note', { grants: {} })).toThrow(TypeError);
  });
});
