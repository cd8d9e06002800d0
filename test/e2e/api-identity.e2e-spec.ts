import { newCreditCode, operatorEmail, password, testApi, type TestApi } from './api-fixture';

let api: TestApi;
let operator: string;

beforeAll(async () => {
  api = await testApi();
  operator = await api.signIn(operatorEmail);
});

afterAll(() => api.close());

/** A hospital with its admin, by HTTP alone; answers the admin's cookie. */
const hospital = async (email: string) => {
  const made = await api.ask('POST', '/api/organisations', {
    as: operator,
    body: { creditCode: newCreditCode(), name: '第一医院', roles: ['hospital'] },
  });
  expect(made).toMatchObject({ status: 201, body: { roles: ['hospital'], region: '450000' } });
  const invited = await api.ask('POST', `/api/organisations/${String(made.body['id'])}/first-admin`, { as: operator, body: { email } });
  expect(invited.status).toBe(201);
  await accept(invited.body['link'], '王晓东');
  return { id: String(made.body['id']), admin: await api.signIn(email) };
};

const accept = async (link: unknown, name: string): Promise<void> => {
  const secret = String(link).split('/').at(-1);
  expect(await api.ask('POST', '/api/invitations/look', { body: { secret } })).toMatchObject({ status: 200, body: { hasAccount: false } });
  expect((await api.ask('POST', '/api/invitations/accept', { body: { secret, password, name } })).status).toBe(201);
};

describe('identity over HTTP', () => {
  it('signs in, says who, and signs out', async () => {
    const signedIn = await api.ask('POST', '/api/session', { body: { email: operatorEmail, password } });
    expect(signedIn).toMatchObject({ status: 201, body: { roles: ['admin', 'operator'], via: 'session' } });
    expect(signedIn.headers.get('set-cookie')).toMatch(/^medbourse=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect(await api.ask('GET', '/api/session', { as: cookie })).toMatchObject({ status: 200, body: signedIn.body });
    expect(await api.ask('GET', '/api/me', { as: cookie })).toMatchObject({
      body: { email: operatorEmail, memberships: [{ roles: ['admin', 'operator'] }] },
    });
    const out = await api.ask('DELETE', '/api/session', { as: cookie });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await api.ask('GET', '/api/session', { as: cookie })).status).toBe(401);
    expect((await api.ask('DELETE', '/api/session')).status).toBe(204);
  });

  it('refuses wrong passwords, then any, telling when to come back', async () => {
    const wrong = () => api.ask('POST', '/api/session', { body: { email: 'ghost@example.org', password: 'wrong horse battery' } });
    expect(await wrong()).toMatchObject({ status: 401, body: { code: 'identity.sign-in-failed' } });
    for (let n = 1; n < 10; n += 1) await wrong();
    const limited = await wrong();
    expect(limited).toMatchObject({ status: 429, body: { code: 'identity.sign-in-too-many' } });
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(800);
  });

  it('takes an organisation from its registration to its members', async () => {
    const { id, admin } = await hospital('admin@first.example');
    expect(await api.ask('GET', '/api/session', { as: admin })).toMatchObject({ body: { organisationId: id, roles: ['admin'] } });
    const invited = await api.ask('POST', '/api/organisation/invitations', {
      as: admin,
      body: { email: 'it@first.example', roles: ['it'] },
    });
    expect(invited.status).toBe(201);
    expect(String(invited.body['link'])).toMatch(/^http:\/\/127\.0\.0\.1:3000\/#\/invitation\/mbi_[\w-]{43}$/);
    await accept(invited.body['link'], '李工');
    const clerk = await api.signIn('it@first.example');

    const first = await api.ask('GET', '/api/organisation/members?limit=1', { as: clerk });
    expect(first.body['items']).toHaveLength(1);
    const second = await api.ask('GET', `/api/organisation/members?limit=1&after=${String(first.body['next'])}`, { as: clerk });
    expect(second.body['next']).toBeNull();
    const [member] = second.body['items'] as unknown as { personId: string; version: number; email: string }[];
    expect(member?.email).toBe('it@first.example');

    const path = `/api/organisation/members/${member?.personId}`;
    const change = (as: string, headers: Record<string, string>) => api.ask('PUT', path, { as, headers, body: { roles: ['finance'] } });
    expect(await change(admin, {})).toMatchObject({ status: 428, body: { code: 'request.if-match-needed' } });
    expect(await change(admin, { 'if-match': '"9"' })).toMatchObject({
      status: 409,
      body: { code: 'identity.stale', facts: { version: 1 } },
    });
    expect(await change(clerk, { 'if-match': '"1"' })).toMatchObject({ status: 403, body: { code: 'identity.role-needed' } });
    expect((await change(admin, { 'if-match': '"1"' })).status).toBe(204);
    expect(await api.ask('GET', '/api/session', { as: clerk })).toMatchObject({ body: { roles: ['finance'] } });
    expect((await api.ask('DELETE', path, { as: admin, headers: { 'if-match': '"2"' } })).status).toBe(204);
    expect((await api.ask('GET', '/api/session', { as: clerk })).status).toBe(401);
  });

  it('keeps organisations apart', async () => {
    const [one, two] = [await hospital('admin@one.example'), await hospital('admin@two.example')];
    const members = await api.ask('GET', '/api/organisation/members', { as: one.admin });
    expect(members.text).not.toContain('two.example');
    const [other] = (await api.ask('GET', '/api/organisation/members', { as: two.admin })).body['items'] as unknown as {
      personId: string;
    }[];
    const end = await api.ask('DELETE', `/api/organisation/members/${other?.personId}`, { as: one.admin, headers: { 'if-match': '"1"' } });
    expect(end).toMatchObject({ status: 404, body: { code: 'identity.member-not-found' } });
    expect(await api.ask('POST', '/api/session/organisation', { as: one.admin, body: { organisationId: two.id } })).toMatchObject({
      status: 403,
      body: { code: 'identity.not-a-member' },
    });
  });

  it('serves programs by tokens that can be revoked', async () => {
    const { admin } = await hospital('admin@tokens.example');
    const made = await api.ask('POST', '/api/tokens', { as: admin, body: { name: 'PACS', roles: ['admin'], days: 30 } });
    expect(made.status).toBe(201);
    const token = String(made.body['token']);
    expect(await api.ask('GET', '/api/session', { as: token })).toMatchObject({ status: 200, body: { via: 'token' } });
    expect(await api.ask('POST', '/api/tokens', { as: token, body: { name: 'x', roles: ['admin'], days: 1 } })).toMatchObject({
      status: 403,
      body: { code: 'identity.session-only' },
    });
    const list = await api.ask('GET', '/api/tokens', { as: admin });
    expect(list.text).not.toContain(token);
    expect((await api.ask('DELETE', `/api/tokens/${String(made.body['id'])}`, { as: admin })).status).toBe(204);
    const after = await api.ask('GET', '/api/session', { as: token });
    expect(after).toMatchObject({ status: 401, body: { code: 'identity.token-invalid' } });
    expect(after.headers.get('www-authenticate')).toBe('Bearer realm="medbourse"');
  });

  it('lists the directory in pages, by role', async () => {
    const names: string[] = [];
    let after: unknown = null;
    do {
      const page = await api.ask('GET', `/api/organisations?limit=2${after === null ? '' : `&after=${String(after)}`}`, { as: operator });
      expect(page.status).toBe(200);
      names.push(...(page.body['items'] as unknown as { id: string }[]).map(({ id }) => id));
      after = page.body['next'];
    } while (after !== null);
    const rows = await api.database.look('select id from organisation');
    expect(new Set(names).size).toBe(rows.length);
    const exchanges = await api.ask('GET', '/api/organisations?role=exchange', { as: operator });
    expect(exchanges.body['items']).toHaveLength(1);
    expect(await api.ask('GET', '/api/organisations/00000000-0000-4000-8000-000000000000', { as: operator })).toMatchObject({
      status: 404,
      body: { code: 'request.no-such-record' },
    });
  });
});
