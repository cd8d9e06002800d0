import { type TestDatabase, testDatabase } from '../../test/support';
import { orThrow } from '#libs/kernel';
import { type Identity } from './identity';
import { address, codeOf, ExchangeFixture, newCreditCode, password } from './identity.fixture';

let database: TestDatabase;
let exchange: ExchangeFixture;
let identity: Identity;

beforeAll(async () => {
  database = await testDatabase();
  exchange = await ExchangeFixture.begin(database.connections);
  identity = exchange.identity;
});

afterAll(() => database.drop());

describe('organisations and their people', () => {
  it('are registered by an exchange alone, once a credit code', async () => {
    const hospital = await exchange.organisation('hospital');
    const request = { creditCode: newCreditCode(), name: 'New', roles: ['buyer'] };
    expect(codeOf(await identity.organisations.register(hospital.admin, request))).toBe('identity.role-needed');
    expect(codeOf(await identity.organisations.register(exchange.operator, { ...request, roles: ['bank'] }))).toBe(
      'identity.organisation-role-unknown',
    );
    expect(orThrow(await identity.organisations.register(exchange.operator, request))).toMatchObject({ region: '450000', home: 'main' });
    expect(codeOf(await identity.organisations.register(exchange.operator, request))).toBe('identity.organisation-exists');
  });

  it('are not entered by the exchange once they have a member', async () => {
    const hospital = await exchange.organisation('hospital');
    expect(codeOf(await identity.invitations.inviteFirstAdmin(exchange.operator, hospital, 'spy@example.org'))).toBe('identity.not-empty');
  });

  it('gives roles of their own kind alone', async () => {
    const hospital = await exchange.organisation('hospital');
    expect(codeOf(await identity.invitations.invite(hospital.admin, { email: 'x@example.org', roles: ['lawyer'] }))).toBe(
      'identity.role-unknown',
    );
    expect(codeOf(await identity.members.changeRoles(hospital.admin, hospital.admin.personId, ['operator'], 1))).toBe(
      'identity.role-unknown',
    );
  });

  it('keep an admin, also when two admins remove one another at the same time', async () => {
    const hospital = await exchange.organisation('hospital');
    const second = await exchange.member(hospital.admin, 'admin');
    const codes = (
      await Promise.all([
        identity.members.end(hospital.admin, second.personId, 1),
        identity.members.end(second, hospital.admin.personId, 1),
      ])
    ).map(codeOf);
    expect(codes.sort()).toEqual(['identity.last-admin', 'ok']);
  });

  it('refuse a change that was decided on an older version', async () => {
    const hospital = await exchange.organisation('hospital');
    const clerk = await exchange.member(hospital.admin, 'it');
    expect(codeOf(await identity.members.changeRoles(hospital.admin, clerk.personId, ['finance'], 1))).toBe('ok');
    expect(codeOf(await identity.members.changeRoles(hospital.admin, clerk.personId, ['director'], 1))).toBe('identity.stale');
  });

  it('are entered by an invitation once, within seven days, unless it is revoked or replaced', async () => {
    const { admin } = await exchange.organisation('hospital');
    const invite = async (email: string) => orThrow(await identity.invitations.invite(admin, { email, roles: ['it'] }));
    const accept = (secret: string) => identity.acceptances.accept({ secret, password, name: 'New', address });
    const [used, late, revoked, replaced] = [
      await invite('u@a.org'),
      await invite('l@a.org'),
      await invite('r@a.org'),
      await invite('p@a.org'),
    ];
    const fresh = await invite('p@a.org');
    await database.look(`update invitation set expires_at = now() where id = $1`, [late.invitation.id]);
    orThrow(await identity.invitations.revoke(admin, revoked.invitation.id));
    const twice = (await Promise.all([accept(used.secret), accept(used.secret)])).map(codeOf);
    expect(twice.filter((code) => code === 'ok')).toHaveLength(1);
    for (const { secret } of [used, late, revoked, replaced]) {
      expect(codeOf(await accept(secret))).toBe('identity.invitation-invalid');
      expect(codeOf(await identity.acceptances.look(secret))).toBe('identity.invitation-invalid');
    }
    expect(orThrow(await identity.acceptances.look(fresh.secret))).toMatchObject({ email: 'p@a.org', hasAccount: false, roles: ['it'] });
    expect(codeOf(await accept(fresh.secret))).toBe('ok');
  });

  it('are joined by an existing account with its own password alone', async () => {
    const [hospital, firm] = [await exchange.organisation('hospital'), await exchange.organisation('law-firm')];
    const { secret } = orThrow(await identity.invitations.invite(firm.admin, { email: hospital.email, roles: ['lawyer'] }));
    const take = (text: string) => identity.acceptances.accept({ secret, password: text, name: 'Thief', address });
    expect(codeOf(await take('another horse battery'))).toBe('identity.sign-in-failed');
    expect(codeOf(await take(password))).toBe('ok');
    const profile = orThrow(await identity.people.profile(hospital.admin.personId));
    expect(profile.name).not.toBe('Thief');
    expect(profile.memberships.map(({ roles }) => roles)).toEqual([['admin'], ['lawyer']]);
  });
});
