import { type TestDatabase, testDatabase } from '../../test/support';
import { orThrow } from '#libs/kernel';
import { Identity } from './identity';
import { address, codeOf, ExchangeFixture, newCreditCode, operatorEmail, password, session } from './identity.fixture';

let database: TestDatabase;
let exchange: ExchangeFixture;
let identity: Identity;

beforeAll(async () => {
  database = await testDatabase();
  exchange = await ExchangeFixture.begin(database.connections);
  identity = exchange.identity;
});

afterAll(() => database.drop());

describe('the first operator', () => {
  it('is an admin and operator of the exchange', () => {
    expect(exchange.operator).toMatchObject({
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
        organisation: { creditCode: newCreditCode(), name: 'Exchange', roles: ['exchange'] },
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
    expect(opened.secret).toMatch(/^[\w-]{43}$/);
    const [row] = await database.look<{ all: string }>('select s::text as all from session s where id = $1', [opened.sessionId]);
    expect(row?.all).not.toContain(opened.secret);
    expect(row?.all).not.toContain(Buffer.from(opened.secret).toString('hex'));
  });

  it('answers alike for a wrong password, an unknown account, a closed one and what is no address', async () => {
    const hospital = await exchange.organisation('hospital');
    await database.look('update person set disabled_at = now() where email = $1', [hospital.email]);
    const attempts = [
      { email: operatorEmail, password: 'wrong horse battery' },
      { email: 'nobody@exchange.example', password },
      { email: hospital.email, password },
      { email: 'no address', password },
    ];
    const answers = await Promise.all(attempts.map((attempt) => identity.sessions.signIn({ ...attempt, address: '198.51.100.1' })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers.map(codeOf)[0]).toBe('identity.sign-in-failed');
  });

  it('is refused for a while after ten wrong passwords, even with the right one, then open again', async () => {
    const { email } = await exchange.organisation('hospital');
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
    expect(codeOf(await identity.sessions.signIn({ email: operatorEmail, password, address: '198.51.100.4' }))).toBe(
      'identity.sign-in-too-many',
    );
    expect(codeOf(await identity.sessions.signIn({ email: operatorEmail, password, address }))).toBe('ok');
  });

  it('hashes an outdated password anew', async () => {
    const { email } = await exchange.organisation('hospital');
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
    const { headers } = await exchange.signIn(operatorEmail);
    await seen('119 minutes');
    expect(await identity.authentication.authenticate(headers)).toMatchObject({ value: { kind: 'person' } });
    const [row] = await database.look<{ fresh: boolean }>(`select bool_or(seen_at > now() - interval '1 minute') as fresh from session`);
    expect(row?.fresh).toBe(true);
    await seen('121 minutes');
    expect(await identity.authentication.authenticate(headers)).toEqual({ ok: true, value: null });
  });

  it('ends at its absolute end though it was used just now', async () => {
    const { headers } = await exchange.signIn(operatorEmail);
    await database.look(`update session set expires_at = now() - interval '1 second'`);
    expect(await identity.authentication.authenticate(headers)).toEqual({ ok: true, value: null });
  });

  it('ends at once with sign-out, for this secret alone', async () => {
    const [one, two] = [await exchange.signIn(operatorEmail), await exchange.signIn(operatorEmail)];
    if (one.actor.via !== 'session') throw new Error('no session');
    orThrow(await identity.sessions.signOut(one.actor));
    expect(await identity.authentication.authenticate(one.headers)).toEqual({ ok: true, value: null });
    expect((await exchange.actorOf(two.headers)).personId).toBe(exchange.operator.personId);
  });

  it('moves between the organisations of its person, and to no other', async () => {
    const [first, second, foreign] = [
      await exchange.organisation('hospital'),
      await exchange.organisation('law-firm'),
      await exchange.organisation('buyer'),
    ];
    const { secret } = orThrow(await identity.invitations.invite(second.admin, { email: first.email, roles: ['lawyer'] }));
    orThrow(await identity.acceptances.accept({ secret, password, address }));
    const { actor, headers } = await exchange.signIn(first.email);
    if (actor.via !== 'session') throw new Error('no session');
    expect(actor.organisationId).toBe(first.id);
    expect(codeOf(await identity.sessions.switchOrganisation(actor, foreign.id))).toBe('identity.not-a-member');
    expect((await exchange.actorOf(headers)).organisationId).toBe(first.id);
    orThrow(await identity.sessions.switchOrganisation(actor, second.id));
    expect(await exchange.actorOf(headers)).toMatchObject({
      organisationId: second.id,
      roles: ['lawyer'],
      organisationRoles: ['law-firm'],
    });
    expect((await exchange.signIn(first.email)).actor.organisationId).toBe(second.id);
  });

  it('ends with all others of the person when the password changes', async () => {
    const hospital = await exchange.organisation('hospital');
    const [one, two] = [await exchange.signIn(hospital.email), await exchange.signIn(hospital.email)];
    const change = (current: string, next: string) => identity.people.changePassword(one.actor, { current, next, address });
    expect(codeOf(await change('wrong horse battery', 'another horse battery'))).toBe('identity.password-wrong');
    expect(codeOf(await change(password, 'short'))).toBe('identity.password-short');
    expect(codeOf(await change(password, 'another horse battery'))).toBe('ok');
    for (const { headers } of [one, two]) expect(await identity.authentication.authenticate(headers)).toEqual({ ok: true, value: null });
    expect(codeOf(await identity.sessions.signIn({ email: hospital.email, password, address }))).toBe('identity.sign-in-failed');
    expect(codeOf(await identity.sessions.signIn({ email: hospital.email, password: 'another horse battery', address }))).toBe('ok');
  });
});
