import { type TestDatabase, testDatabase } from '../../test/support';
import { orThrow, type Result } from '#libs/kernel';
import { type Actor } from './actor';
import { checkCharacterOf } from './credit-code';
import { Identity } from './identity';
import { type OrganisationRole, type PersonRole } from './role';
import { readSessionCookie, sessionCookieName } from './session-cookie';

const password = 'correct horse battery';
const address = '203.0.113.7';
const session = { idleMinutes: 120, maxHours: 12 };

let database: TestDatabase;
let identity: Identity;
let operator: Actor;
let numbers = 0;

const creditCode = (): string => {
  const body = `9145000000000${String((numbers += 1)).padStart(4, '0')}`;
  return body + checkCharacterOf(body);
};

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

const cookieOf = (secret: string): { cookie: string } => ({ cookie: `${sessionCookieName(false)}=${secret}` });

const actorOf = async (headers: { cookie?: string; authorization?: string }): Promise<Actor> => {
  const actor = orThrow(await identity.authentication.authenticate(headers));
  if (!actor) throw new Error('nobody is signed in');
  return actor;
};

const signIn = async (email: string): Promise<{ actor: Actor; headers: { cookie: string } }> => {
  const opened = orThrow(await identity.sessions.signIn({ email, password, address }));
  const headers = cookieOf(opened.secret);
  return { actor: await actorOf(headers), headers };
};

/** A new organisation with an admin, by the way that real ones come: registered, invited, accepted. */
const organisation = async (...roles: OrganisationRole[]) => {
  const made = orThrow(
    await identity.organisations.register(operator, { creditCode: creditCode(), name: `Organisation ${numbers}`, roles }),
  );
  const email = `admin${numbers}@example.org`;
  const { secret } = orThrow(await identity.invitations.inviteFirstAdmin(operator, made, email));
  orThrow(await identity.invitations.accept({ secret, password, name: `Admin ${numbers}`, address }));
  return { ...made, email, admin: (await signIn(email)).actor };
};

const member = async (admin: Actor, email: string, ...roles: PersonRole[]): Promise<Actor> => {
  const { secret } = orThrow(await identity.invitations.invite(admin, { email, roles }));
  orThrow(await identity.invitations.accept({ secret, password, name: email.split('@')[0] ?? '', address }));
  return (await signIn(email)).actor;
};

beforeAll(async () => {
  database = await testDatabase();
  identity = new Identity(database.connections, { session, secureCookies: false });
  orThrow(
    await identity.createFirstOperator({
      organisation: { creditCode: creditCode(), name: 'Beibu Gulf Exchange', roles: ['exchange', 'agency', 'custodian'] },
      email: 'Operator@Exchange.example',
      name: 'Operator',
      password,
    }),
  );
  operator = (await signIn('operator@exchange.example')).actor;
});

afterAll(() => database.drop());

describe('the first operator', () => {
  it('is an admin and operator of the exchange', () => {
    expect(operator).toMatchObject({
      roles: ['admin', 'operator'],
      organisationRoles: ['agency', 'custodian', 'exchange'],
      via: 'session',
    });
  });

  it('comes once, also when two try at the same time', async () => {
    const fresh = await testDatabase();
    try {
      const its = new Identity(fresh.connections, { session, secureCookies: false });
      const request = (email: string) => ({
        organisation: { creditCode: creditCode(), name: 'Exchange', roles: ['exchange'] },
        email,
        name: 'Op',
        password,
      });
      const codes = (await Promise.all(['a@x.org', 'b@x.org', 'c@x.org'].map((email) => its.createFirstOperator(request(email))))).map(
        codeOf,
      );
      expect(codes.sort()).toEqual(['identity.not-empty', 'identity.not-empty', 'ok']);
      expect(await fresh.look('select 1 as one from person')).toHaveLength(1);
    } finally {
      await fresh.drop();
    }
  });
});

describe('signing in', () => {
  it('opens a session that is kept as a hash alone', async () => {
    const opened = orThrow(await identity.sessions.signIn({ email: ' OPERATOR@exchange.example', password, address }));
    expect(readSessionCookie(cookieOf(opened.secret).cookie, false)).toBe(opened.secret);
    const [row] = await database.look<{ all: string }>('select s::text as all from session s where id = $1', [opened.sessionId]);
    expect(row?.all).not.toContain(opened.secret);
    expect(row?.all).not.toContain(Buffer.from(opened.secret).toString('hex'));
  });

  it('answers alike for a wrong password, an unknown account, a closed one and what is no address', async () => {
    const hospital = await organisation('hospital');
    await database.look('update person set disabled_at = now() where email = $1', [hospital.email]);
    const attempts = [
      { email: 'operator@exchange.example', password: 'wrong horse battery' },
      { email: 'nobody@exchange.example', password },
      { email: hospital.email, password },
      { email: 'no address', password },
    ];
    const answers = await Promise.all(attempts.map((attempt) => identity.sessions.signIn({ ...attempt, address: '198.51.100.1' })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers.map(codeOf)[0]).toBe('identity.sign-in-failed');
  });

  it('is refused for a while after ten wrong passwords, even with the right one, then open again', async () => {
    const { email } = await organisation('hospital');
    const attempt = (text: string) => identity.sessions.signIn({ email, password: text, address: '198.51.100.2' });
    const codes: string[] = [];
    for (let n = 0; n < 10; n += 1) codes.push(codeOf(await attempt('wrong horse battery')));
    expect(new Set(codes)).toEqual(new Set(['identity.sign-in-failed']));
    const refused = await attempt(password);
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'identity.sign-in-too-many', kind: 'too-many' } });
    const wait = refused.ok ? 0 : refused.refusal.facts?.['retryAfterSeconds'];
    expect(wait).toBeGreaterThan(890);
    await database.look(`update sign_in_limit set window_began_at = now() - interval '16 minutes'`);
    expect(codeOf(await attempt(password))).toBe('ok');
  });

  it('counts attempts made at the same time one by one, and unknown accounts as well', async () => {
    const attempts = Array.from({ length: 14 }, () =>
      identity.sessions.signIn({ email: 'ghost@example.org', password, address: '198.51.100.3' }),
    );
    const codes = (await Promise.all(attempts)).map(codeOf);
    expect(codes.filter((code) => code === 'identity.sign-in-failed')).toHaveLength(10);
    expect(codes.filter((code) => code === 'identity.sign-in-too-many')).toHaveLength(4);
  });

  it('limits one address over many accounts, while others get in', async () => {
    await database.look('delete from sign_in_limit');
    await identity.sessions.signIn({ email: 'someone@example.org', password, address: '198.51.100.4' });
    await database.look('update sign_in_limit set attempts = 100');
    expect(codeOf(await identity.sessions.signIn({ email: 'operator@exchange.example', password, address: '198.51.100.4' }))).toBe(
      'identity.sign-in-too-many',
    );
    expect(codeOf(await identity.sessions.signIn({ email: 'operator@exchange.example', password, address }))).toBe('ok');
  });

  it('hashes an outdated password anew', async () => {
    const { email } = await organisation('hospital');
    const weaker = `$argon2id$v=19$m=4096,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$Ykrs0T1BrGSzl6KTRMnTTNbr/HTyCZG7VyvF2r36DGQ`;
    await database.look('update person_password set hash = $2 where person_id = (select id from person where email = $1)', [email, weaker]);
    expect(codeOf(await identity.sessions.signIn({ email, password, address }))).toBe('identity.sign-in-failed');
    const { hash } = await import('@node-rs/argon2');
    const fitting = await hash(password, { memoryCost: 4096, timeCost: 1 });
    await database.look('update person_password set hash = $2 where person_id = (select id from person where email = $1)', [
      email,
      fitting,
    ]);
    expect(codeOf(await identity.sessions.signIn({ email, password, address }))).toBe('ok');
    const kept = 'select hash from person_password where person_id = (select id from person where email = $1)';
    expect((await database.look<{ hash: string }>(kept, [email]))[0]?.hash).toContain('m=19456');
  });
});

describe('a session', () => {
  const seen = (ago: string) => database.look(`update session set seen_at = now() - $1::interval`, [ago]);

  it('slides with use and ends when it was idle too long', async () => {
    const { headers } = await signIn('operator@exchange.example');
    await seen('119 minutes');
    expect(await identity.authentication.authenticate(headers)).toMatchObject({ value: { kind: 'person' } });
    const [row] = await database.look<{ fresh: boolean }>(`select bool_or(seen_at > now() - interval '1 minute') as fresh from session`);
    expect(row?.fresh).toBe(true);
    await seen('121 minutes');
    expect(await identity.authentication.authenticate(headers)).toEqual({ ok: true, value: null });
  });

  it('ends at its absolute end though it was used just now', async () => {
    const { headers } = await signIn('operator@exchange.example');
    await database.look(`update session set expires_at = now() - interval '1 second'`);
    expect(await identity.authentication.authenticate(headers)).toEqual({ ok: true, value: null });
  });

  it('ends at once with sign-out, for this secret alone', async () => {
    const [one, two] = [await signIn('operator@exchange.example'), await signIn('operator@exchange.example')];
    if (one.actor.via !== 'session') throw new Error('no session');
    orThrow(await identity.sessions.signOut(one.actor));
    expect(await identity.authentication.authenticate(one.headers)).toEqual({ ok: true, value: null });
    expect((await actorOf(two.headers)).personId).toBe(operator.personId);
  });

  it('moves between the organisations of its person, and to no other', async () => {
    const [first, second, foreign] = [await organisation('hospital'), await organisation('law-firm'), await organisation('buyer')];
    const { secret } = orThrow(await identity.invitations.invite(second.admin, { email: first.email, roles: ['lawyer'] }));
    orThrow(await identity.invitations.accept({ secret, password, address }));
    const { actor, headers } = await signIn(first.email);
    if (actor.via !== 'session') throw new Error('no session');
    expect(actor.organisationId).toBe(first.id);
    expect(codeOf(await identity.sessions.switchOrganisation(actor, foreign.id))).toBe('identity.not-a-member');
    expect((await actorOf(headers)).organisationId).toBe(first.id);
    orThrow(await identity.sessions.switchOrganisation(actor, second.id));
    expect(await actorOf(headers)).toMatchObject({ organisationId: second.id, roles: ['lawyer'], organisationRoles: ['law-firm'] });
    expect((await signIn(first.email)).actor.organisationId).toBe(second.id);
  });

  it('ends with all others of the person when the password changes', async () => {
    const hospital = await organisation('hospital');
    const [one, two] = [await signIn(hospital.email), await signIn(hospital.email)];
    const change = (current: string, next: string) => identity.people.changePassword(one.actor, { current, next, address });
    expect(codeOf(await change('wrong horse battery', 'another horse battery'))).toBe('identity.password-wrong');
    expect(codeOf(await change(password, 'short'))).toBe('identity.password-short');
    expect(codeOf(await change(password, 'another horse battery'))).toBe('ok');
    for (const { headers } of [one, two]) expect(await identity.authentication.authenticate(headers)).toEqual({ ok: true, value: null });
    expect(codeOf(await identity.sessions.signIn({ email: hospital.email, password, address }))).toBe('identity.sign-in-failed');
    expect(codeOf(await identity.sessions.signIn({ email: hospital.email, password: 'another horse battery', address }))).toBe('ok');
  });
});

describe('a token', () => {
  it('acts with the roles that it and its maker have now, is kept as a hash, and notes its use', async () => {
    const hospital = await organisation('hospital');
    const physician = await member(hospital.admin, `it${numbers}@example.org`, 'it', 'contributor');
    const { token, text } = orThrow(await identity.tokens.create(physician, { name: 'PACS', roles: ['it'], days: 30 }));
    const headers = { authorization: `Bearer ${text}` };
    expect(text).toMatch(/^mbt_[\w-]{43}$/);
    expect(await actorOf(headers)).toEqual({
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
    expect((await actorOf(headers)).roles).toEqual([]);
    orThrow(await identity.members.end(hospital.admin, physician.personId, 2));
    expect(codeOf(await identity.authentication.authenticate(headers))).toBe('identity.token-invalid');
  });

  it('can be revoked by its maker and by an admin, by nobody of another organisation, and ends by itself', async () => {
    const [hospital, other] = [await organisation('hospital'), await organisation('hospital')];
    const clerk = await member(hospital.admin, `clerk${numbers}@example.org`, 'it');
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
    const hospital = await organisation('hospital');
    const { text } = orThrow(await identity.tokens.create(hospital.admin, { name: 'a', roles: ['admin'], days: 1 }));
    const program = await actorOf({ authorization: `Bearer ${text}` });
    const codes = [
      await identity.tokens.create(program, { name: 'b', roles: ['admin'], days: 1 }),
      await identity.invitations.invite(program, { email: 'friend@example.org', roles: ['admin'] }),
      await identity.members.changeRoles(program, hospital.admin.personId, ['admin'], 1),
      await identity.people.changePassword(program, { current: password, next: 'another horse battery', address }),
    ].map(codeOf);
    expect(new Set(codes)).toEqual(new Set(['identity.session-only']));
  });

  it('has no role that its maker has not, and a term', async () => {
    const { admin } = await organisation('hospital');
    const make = (roles: string[], days: number) => identity.tokens.create(admin, { name: 'a', roles, days });
    expect(codeOf(await make(['director'], 1))).toBe('identity.role-needed');
    expect(codeOf(await make([], 1))).toBe('identity.role-unknown');
    expect(codeOf(await make(['admin'], 367))).toBe('identity.token-term');
  });

  it.each(['', 'Bearer', 'Bearer mbt_x', 'Basic b3A6cHc=', `Bearer mbt_${'a'.repeat(43)}`])('is not %j', async (authorization) => {
    expect(codeOf(await identity.authentication.authenticate({ authorization }))).toBe('identity.token-invalid');
  });
});

describe('organisations and their people', () => {
  it('are registered by an exchange alone, once a credit code', async () => {
    const hospital = await organisation('hospital');
    const request = { creditCode: creditCode(), name: 'New', roles: ['buyer'] };
    expect(codeOf(await identity.organisations.register(hospital.admin, request))).toBe('identity.role-needed');
    expect(codeOf(await identity.organisations.register(operator, { ...request, roles: ['bank'] }))).toBe(
      'identity.organisation-role-unknown',
    );
    expect(orThrow(await identity.organisations.register(operator, request))).toMatchObject({ region: '450000', home: 'main' });
    expect(codeOf(await identity.organisations.register(operator, request))).toBe('identity.organisation-exists');
  });

  it('are not entered by the exchange once they have a member', async () => {
    const hospital = await organisation('hospital');
    expect(codeOf(await identity.invitations.inviteFirstAdmin(operator, hospital, 'spy@example.org'))).toBe('identity.not-empty');
  });

  it('gives roles of their own kind alone', async () => {
    const hospital = await organisation('hospital');
    expect(codeOf(await identity.invitations.invite(hospital.admin, { email: 'x@example.org', roles: ['lawyer'] }))).toBe(
      'identity.role-unknown',
    );
    expect(codeOf(await identity.members.changeRoles(hospital.admin, hospital.admin.personId, ['operator'], 1))).toBe(
      'identity.role-unknown',
    );
  });

  it('keep an admin, also when two admins remove one another at the same time', async () => {
    const hospital = await organisation('hospital');
    const second = await member(hospital.admin, `second${numbers}@example.org`, 'admin');
    const codes = (
      await Promise.all([
        identity.members.end(hospital.admin, second.personId, 1),
        identity.members.end(second, hospital.admin.personId, 1),
      ])
    ).map(codeOf);
    expect(codes.sort()).toEqual(['identity.last-admin', 'ok']);
  });

  it('refuse a change that was decided on an older version', async () => {
    const hospital = await organisation('hospital');
    const clerk = await member(hospital.admin, `stale${numbers}@example.org`, 'it');
    expect(codeOf(await identity.members.changeRoles(hospital.admin, clerk.personId, ['finance'], 1))).toBe('ok');
    expect(codeOf(await identity.members.changeRoles(hospital.admin, clerk.personId, ['director'], 1))).toBe('identity.stale');
  });

  it('are entered by an invitation once, within seven days, unless it is revoked or replaced', async () => {
    const { admin } = await organisation('hospital');
    const invite = async (email: string) => orThrow(await identity.invitations.invite(admin, { email, roles: ['it'] }));
    const accept = (secret: string) => identity.invitations.accept({ secret, password, name: 'New', address });
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
      expect(codeOf(await identity.invitations.look(secret))).toBe('identity.invitation-invalid');
    }
    expect(orThrow(await identity.invitations.look(fresh.secret))).toMatchObject({ email: 'p@a.org', hasAccount: false, roles: ['it'] });
    expect(codeOf(await accept(fresh.secret))).toBe('ok');
  });

  it('are joined by an existing account with its own password alone', async () => {
    const [hospital, firm] = [await organisation('hospital'), await organisation('law-firm')];
    const { secret } = orThrow(await identity.invitations.invite(firm.admin, { email: hospital.email, roles: ['lawyer'] }));
    const take = (text: string) => identity.invitations.accept({ secret, password: text, name: 'Thief', address });
    expect(codeOf(await take('another horse battery'))).toBe('identity.sign-in-failed');
    expect(codeOf(await take(password))).toBe('ok');
    const profile = orThrow(await identity.people.profile(hospital.admin.personId));
    expect(profile.name).not.toBe('Thief');
    expect(profile.memberships.map(({ roles }) => roles)).toEqual([['admin'], ['lawyer']]);
  });
});

describe('who sees what in the database', () => {
  it('hides credentials from the application, whatever it asks', async () => {
    const { app, relay, public: anyone, regulator } = database.connections;
    for (const connection of [app, relay, anyone, regulator])
      for (const table of ['person_password', 'session', 'api_token', 'invitation', 'sign_in_limit'])
        await expect(connection.rows(`select * from ${table}`)).rejects.toMatchObject({ code: '42501' });
    await expect(app.rows(`select * from actor_of_session($1, 60)`, [Buffer.alloc(32)])).rejects.toMatchObject({ code: '42501' });
  });

  it('shows the application its own organisation alone, and lets it change nothing', async () => {
    const [hospital, other] = [await organisation('hospital'), await organisation('hospital')];
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
    const hospital = await organisation('hospital');
    const clerk = await member(hospital.admin, `audited${numbers}@example.org`, 'it');
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
