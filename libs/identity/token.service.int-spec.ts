import { type TestDatabase, testDatabase } from '../../test/support';
import { orThrow } from '#libs/kernel';
import { type Identity } from './identity';
import { address, codeOf, ExchangeFixture, password } from './identity.fixture';

let database: TestDatabase;
let exchange: ExchangeFixture;
let identity: Identity;

beforeAll(async () => {
  database = await testDatabase();
  exchange = await ExchangeFixture.begin(database.connections);
  identity = exchange.identity;
});

afterAll(() => database.drop());

describe('a token', () => {
  it('acts with the roles that it and its maker have now, is kept as a hash, and notes its use', async () => {
    const hospital = await exchange.organisation('hospital');
    const physician = await exchange.member(hospital.admin, 'it', 'contributor');
    const { token, text } = orThrow(await identity.tokens.create(physician, { name: 'PACS', roles: ['it'], days: 30 }));
    const headers = { authorization: `Bearer ${text}` };
    expect(text).toMatch(/^mbt_[\w-]{43}$/);
    expect(await exchange.actorOf(headers)).toEqual({
      kind: 'person',
      via: 'token',
      tokenId: token.id,
      personId: physician.personId,
      organisationId: hospital.id,
      roles: ['it'],
      organisationRoles: ['hospital'],
    });
    const [row] = await database.look<{ all: string; used: boolean }>(
      'select t::text as all, used_at is not null as used from api_token t where id = $1',
      [token.id],
    );
    expect(row?.used).toBe(true);
    expect(row?.all).not.toContain(text.slice(4));
    orThrow(await identity.members.changeRoles(hospital.admin, physician.personId, ['contributor'], 1));
    expect((await exchange.actorOf(headers)).roles).toEqual([]);
    orThrow(await identity.members.end(hospital.admin, physician.personId, 2));
    expect(codeOf(await identity.authentication.authenticate(headers))).toBe('identity.token-invalid');
  });

  it('can be revoked by its maker and by an admin, by nobody of another organisation, and ends by itself', async () => {
    const [hospital, other] = [await exchange.organisation('hospital'), await exchange.organisation('hospital')];
    const clerk = await exchange.member(hospital.admin, 'it');
    const make = async () => orThrow(await identity.tokens.create(clerk, { name: 'a', roles: ['it'], days: 1 }));
    const [one, two, three] = [await make(), await make(), await make()];
    expect(codeOf(await identity.tokens.revoke(other.admin, one.token.id))).toBe('identity.token-not-found');
    orThrow(await identity.tokens.revoke(clerk, one.token.id));
    orThrow(await identity.tokens.revoke(hospital.admin, two.token.id));
    await database.look(`update api_token set expires_at = now() - interval '1 second' where id = $1`, [three.token.id]);
    for (const { text } of [one, two, three])
      expect(codeOf(await identity.authentication.authenticate({ authorization: `Bearer ${text}` }))).toBe('identity.token-invalid');
    expect(orThrow(await identity.tokens.list(clerk))).toEqual([]);
  });

  it('makes no token, no member and no invitation', async () => {
    const hospital = await exchange.organisation('hospital');
    const { text } = orThrow(await identity.tokens.create(hospital.admin, { name: 'a', roles: ['admin'], days: 1 }));
    const program = await exchange.actorOf({ authorization: `Bearer ${text}` });
    const codes = [
      await identity.tokens.create(program, { name: 'b', roles: ['admin'], days: 1 }),
      await identity.invitations.invite(program, { email: 'friend@example.org', roles: ['admin'] }),
      await identity.members.changeRoles(program, hospital.admin.personId, ['admin'], 1),
      await identity.people.changePassword(program, { current: password, next: 'another horse battery', address }),
    ].map(codeOf);
    expect(new Set(codes)).toEqual(new Set(['identity.session-only']));
  });

  it('has no role that its maker has not, and a term', async () => {
    const { admin } = await exchange.organisation('hospital');
    const make = (roles: string[], days: number) => identity.tokens.create(admin, { name: 'a', roles, days });
    expect(codeOf(await make(['director'], 1))).toBe('identity.role-needed');
    expect(codeOf(await make([], 1))).toBe('identity.role-unknown');
    expect(codeOf(await make(['admin'], 367))).toBe('identity.token-term');
  });

  it.each(['', 'Bearer', 'Bearer mbt_x', 'Basic b3A6cHc=', `Bearer mbt_${'a'.repeat(43)}`])('is not %j', async (authorization) => {
    expect(codeOf(await identity.authentication.authenticate({ authorization }))).toBe('identity.token-invalid');
  });
});
