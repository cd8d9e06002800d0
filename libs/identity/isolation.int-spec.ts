import { type TestDatabase, testDatabase } from '../../test/support';
import { orThrow } from '#libs/kernel';
import { type Identity } from './identity';
import { ExchangeFixture } from './identity.fixture';

let database: TestDatabase;
let exchange: ExchangeFixture;
let identity: Identity;

beforeAll(async () => {
  database = await testDatabase();
  exchange = await ExchangeFixture.begin(database.connections);
  identity = exchange.identity;
});

afterAll(() => database.drop());

describe('who sees what in the database', () => {
  it('hides credentials from the application, whatever it asks', async () => {
    const { app, relay, public: anyone, regulator } = database.connections;
    for (const connection of [app, relay, anyone, regulator])
      for (const table of ['person_password', 'session', 'api_token', 'invitation', 'sign_in_limit'])
        await expect(connection.rows(`select * from ${table}`)).rejects.toMatchObject({ code: '42501' });
    await expect(app.rows(`select * from actor_of_session($1, 60)`, [Buffer.alloc(32)])).rejects.toMatchObject({ code: '42501' });
  });

  it('shows the application its own organisation alone, and lets it change nothing', async () => {
    const [hospital, other] = [await exchange.organisation('hospital'), await exchange.organisation('hospital')];
    const inHospital = <T extends object>(sql: string) =>
      database.tenancy.inTenant(hospital.id, async (query) => ({ ok: true as const, value: await query.rows<T>(sql) }));
    expect(orThrow(await inHospital('select person_id from membership'))).toEqual([{ person_id: hospital.admin.personId }]);
    expect(orThrow(await inHospital('select id from person'))).toEqual([{ id: hospital.admin.personId }]);
    expect(orThrow(await inHospital<{ organisation_id: string }>('select distinct organisation_id from identity_audit'))).toEqual([
      { organisation_id: hospital.id },
    ]);
    expect(orThrow(await identity.members.list(hospital.admin, 50, null)).map(({ email }) => email)).toEqual([hospital.email]);
    expect(orThrow(await database.connections.app.rows('select id from person'))).toEqual([]);
    for (const sql of [
      `insert into membership (organisation_id, person_id, roles) values ('${other.id}', '${hospital.admin.personId}', '{admin}')`,
      `update membership set roles = '{admin}'`,
      `update person set email = 'a@b.org'`,
      `select last_organisation_id from person`,
      `update organisation set roles = '{exchange}'`,
    ])
      await expect(inHospital(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('keeps a row of every change of membership, which not even its writer can alter', async () => {
    const hospital = await exchange.organisation('hospital');
    const clerk = await exchange.member(hospital.admin, 'it');
    orThrow(await identity.members.changeRoles(hospital.admin, clerk.personId, ['finance'], 1));
    orThrow(await identity.members.end(hospital.admin, clerk.personId, 2));
    const rows = await database.look<{ action: string }>(`select action from identity_audit where organisation_id = $1 order by id`, [
      hospital.id,
    ]);
    expect(rows.map(({ action }) => action)).toEqual([
      'organisation.registered',
      'member.invited',
      'member.joined',
      'member.invited',
      'member.joined',
      'member.roles-changed',
      'member.left',
    ]);
    for (const sql of ['update identity_audit set at = now()', 'delete from identity_audit'])
      await expect(database.connections.identity.rows(sql)).rejects.toMatchObject({ code: '42501' });
    expect(JSON.stringify(await database.look('select * from identity_audit'))).not.toContain('@');
  });
});
