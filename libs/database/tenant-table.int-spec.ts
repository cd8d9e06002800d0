import { newId, ok } from '#libs/kernel';
import { type TestDatabase, testDatabase } from '../../test/support/test-database';
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
  const textsOf = async (connection: RoleConnection) =>
    (await connection.rows<{ text: string }>('select text from note order by text')) as { value: { text: string }[] };

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

  it('refuses an insert under a foreign tenant', async () => {
    await expect(insert(mine, theirs, 'smuggled')).rejects.toMatchObject({ code: '42501' });
  });
});
