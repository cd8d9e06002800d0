import { command, integer, money, opening, type Actor, type CaseDefinition, type PersonActor } from '#libs/cases';
import { legalDateOf, newId, ok, orThrow, refuse, stateCouncilCalendar, type Result } from '#libs/kernel';
import { verifyChain } from '#libs/transparency';
import { testDatabase, type TestDatabase } from '../../test/support';
import { CaseRegistry } from './case-registry';
import { CaseRunner, type CommandAnswer, type CommandRequest } from './case-runner';
import { CaseStore } from './case-store';
import { ClockRunner } from './clock.runner';

interface Tally {
  readonly count: number;
}
type TallyState = 'open' | 'waiting' | 'closed';

/** A tally of so many can't be closed by its clock. */
const STUCK = 9;

const tally: CaseDefinition<Tally, TallyState> = {
  kind: 'tally',
  version: 1,
  title: { zh: '计数', en: 'Tally' },
  messages: { 'tally.added': { zh: '加 {by}', en: '{by} added' } },
  stage: 'governance',
  owner: 'hospital',
  parts: ['hospital', 'law-firm'],
  jobs: ['tally.count'],
  states: {
    open: { title: { zh: '开', en: 'open' }, meaning: { zh: '开', en: 'open' } },
    waiting: { title: { zh: '等', en: 'waiting' }, meaning: { zh: '等', en: 'waiting' } },
    closed: { title: { zh: '关', en: 'closed' }, meaning: { zh: '关', en: 'closed' }, final: true },
  },
  opening: opening<Tally, TallyState>()({
    title: { zh: '开', en: 'open' },
    to: 'open',
    by: ['hospital:it'],
    payload: { start: integer('起', 'start', { min: 0, max: 9 }) },
    apply: ({ payload }) => ({ data: { count: payload.start } }),
  }),
  commands: {
    add: command<Tally, TallyState>()({
      title: { zh: '加', en: 'add' },
      from: ['open'],
      to: 'open',
      by: ['hospital:it'],
      payload: { by: integer('加', 'by', { min: 1, max: 9 }), cost: money('费', 'cost') },
      apply: ({ case: { data, organisationId }, payload }) => {
        if (data.count + payload.by > 20) return refuse('tally.full', 'conflict', 'The tally is full.');
        return {
          data: { count: data.count + payload.by },
          effects: [
            { type: 'book', booking: { kind: 'cost', organisationId, category: 'compute', amount: payload.cost } },
            { type: 'job', job: 'tally.count', payload: { by: payload.by } },
            { type: 'tell', organisationId, roles: ['it'], message: 'tally.added', parameters: { by: payload.by } },
          ],
        };
      },
    }),
    wait: command<Tally, TallyState>()({
      title: { zh: '等', en: 'wait' },
      from: ['open'],
      to: 'waiting',
      by: ['hospital:it'],
      payload: {},
    }),
    'run-out': command<Tally, TallyState>()({
      title: { zh: '到期', en: 'run out' },
      from: ['waiting'],
      to: 'closed',
      by: ['system:clock'],
      payload: {},
      apply: ({ case: { data } }) => (data.count === STUCK ? refuse('tally.full', 'conflict', 'The tally is full.') : {}),
    }),
  },
  clocks: {
    patience: {
      title: { zh: '耐心', en: 'patience' },
      basis: 'none',
      runsIn: ['waiting'],
      lasts: () => ({ workingDays: 3 }),
      then: 'run-out',
    },
  },
};

describe('CaseRunner: carries decisions out on a real Postgres, each in one write', () => {
  let database: TestDatabase;
  let runner: CaseRunner;
  let store: CaseStore;
  const hospital = newId();
  const it_: PersonActor = { kind: 'person', personId: newId(), organisationId: hospital, roles: ['it'], organisationRoles: ['hospital'] };
  const stranger: PersonActor = { ...it_, personId: newId(), organisationId: newId() };

  beforeAll(async () => {
    database = await testDatabase();
    store = new CaseStore(database.connections.app, database.tenancy);
    const registry = new CaseRegistry([{ path: 'tallies', definitions: [tally as unknown as CaseDefinition], facts: {} }]);
    runner = new CaseRunner(registry, store, database.tenancy, stateCouncilCalendar(), { linked: () => Promise.resolve(ok([])) });
  });
  afterAll(() => database.drop());

  const open = async (start = 1): Promise<CommandAnswer> =>
    orThrow(await runner.open({ kind: 'tally', organisationId: hospital, assetId: null, payload: { start }, actor: it_ }));
  const give = (caseId: string, name: string, payload: object = {}, more: Partial<CommandRequest> & { actor?: Actor } = {}) =>
    runner.command({ kind: 'tally', caseId, command: name, payload, actor: it_, ...more });
  const add = { by: 2, cost: { amount: 150, currency: 'CNY' } };
  const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

  it('writes case, event, job, booking and notice together', async () => {
    const { caseId } = await open();
    const answer = orThrow(await give(caseId, 'add', add));
    expect(answer).toMatchObject({ state: 'open', version: 2, replayed: false });
    const [written] = await database.look(
      `select (select data->>'count' from case_record where id = $1) as count, (select count(*)::int from outbox where case_id = $1) as jobs,
        (select sum(amount)::int from ledger_posting p join ledger_transaction t on t.id = p.transaction_id where t.case_id = $1 and amount > 0) as booked,
        (select count(*)::int from notice where case_id = $1) as notices, (select count(*)::int from case_event where case_id = $1) as events`,
      [caseId],
    );
    expect(written).toEqual({ count: '3', jobs: 1, booked: 150, notices: 1, events: 2 });
  });

  it('answers a foreign case exactly like an unknown one', async () => {
    const { caseId } = await open();
    const foreign = await give(caseId, 'add', add, { actor: stranger });
    expect(foreign).toEqual(await give(newId(), 'add', add, { actor: stranger }));
    expect(code(foreign)).toBe('case.not-found');
  });

  it('lets one of two commands win, and tells the other to look again', async () => {
    const { caseId } = await open();
    const both = await Promise.all([give(caseId, 'add', add, { expectedVersion: 1 }), give(caseId, 'add', add, { expectedVersion: 1 })]);
    expect(both.map(code).sort()).toEqual([expect.stringMatching(/^case\.(conflict|stale-version)$/), 'ok']);
    expect((await store.read(hospital, caseId))?.snapshot.data).toEqual({ count: 3 });
  });

  it('does a command once under one idempotency key, and refuses the key for another', async () => {
    const { caseId } = await open();
    const answers = await Promise.all([1, 2, 3].map(() => give(caseId, 'add', add, { idempotencyKey: 'key-1' })));
    const done = orThrow(await give(caseId, 'add', add, { idempotencyKey: 'key-1' }));
    expect(done).toMatchObject({ version: 2, replayed: true });
    expect(answers.filter((answer) => answer.ok && !answer.value.replayed)).toHaveLength(1);
    expect(code(await give(caseId, 'add', { ...add, by: 3 }, { idempotencyKey: 'key-1' }))).toBe('idempotency-key.reused');
    expect((await store.read(hospital, caseId))?.snapshot.data).toEqual({ count: 3 });
  });

  it('opens once under one idempotency key', async () => {
    const request = { kind: 'tally', organisationId: hospital, assetId: null, payload: { start: 4 }, actor: it_, idempotencyKey: 'open-1' };
    const [first, second] = [orThrow(await runner.open(request)), orThrow(await runner.open(request))];
    expect(second).toEqual({ ...first, replayed: true });
  });

  it.each([
    ['unknown command', 'fly', {}, {}, 'case.unknown-command'],
    ['wrong role', 'add', add, { actor: { ...it_, roles: ['finance'] } }, 'case.not-permitted'],
    ['stale version', 'add', add, { expectedVersion: 7 }, 'case.stale-version'],
    ['missing field', 'add', { by: 1 }, {}, 'payload.invalid'],
    ['unknown field', 'add', { ...add, extra: 1 }, {}, 'payload.invalid'],
    ['a number that overflows', 'add', { by: 1, cost: { amount: 2 ** 53, currency: 'CNY' } }, {}, 'payload.invalid'],
    ['the definition refuses', 'add', { ...add, by: 9 }, {}, 'tally.full'],
  ] as const)('refuses: %s', async (_name, name, payload, more, expected) => {
    const { caseId } = await open(9);
    if (expected === 'tally.full') orThrow(await give(caseId, 'add', { ...add, by: 9 }));
    const before = await store.read(hospital, caseId);
    expect(code(await give(caseId, name, payload, more))).toBe(expected);
    expect((await store.read(hospital, caseId))?.snapshot).toEqual(before?.snapshot);
  });

  it('lets a clock rest whose command is refused again and again, so that it holds up no other', async () => {
    const refused: string[] = [];
    const clocks = new ClockRunner(database.connections.relay, database.tenancy, runner, ({ code }) => refused.push(code));
    const overdue = async (start: number): Promise<string> => {
      const { caseId } = await open(start);
      orThrow(await give(caseId, 'wait', {}));
      await database.look(`update case_clock set due_at = now() - interval '1 hour' where case_id = $1`, [caseId]);
      return caseId;
    };
    await overdue(STUCK);
    expect([await clocks.round(), await clocks.round(), await clocks.round(), await clocks.round()]).toEqual([1, 1, 1, 0]);
    expect(refused).toEqual(['tally.full', 'tally.full', 'tally.full']);
    const other = await overdue(1);
    expect(await clocks.round()).toBe(1);
    expect((await store.read(hospital, other))!.snapshot.state).toBe('closed');
  });

  it('starts a clock of working days and serves it once, also to a person who comes before the clock runner', async () => {
    const { caseId } = await open();
    orThrow(await give(caseId, 'wait'));
    const [clock] = (await store.read(hospital, caseId))!.snapshot.clocks;
    const due = stateCouncilCalendar().addWorkingDays(legalDateOf(new Date()), 3).date;
    expect({ ...clock, due: legalDateOf(clock!.dueAt!) }).toMatchObject({ name: 'patience', state: 'running', epoch: 1, due });
    await database.look(`update case_clock set due_at = now() - interval '1 hour' where case_id = $1`, [caseId]);
    expect(code(await give(caseId, 'add', add))).toBe('case.terminal');
    expect((await store.read(hospital, caseId))?.snapshot).toMatchObject({ state: 'closed', version: 3 });
  });

  it('counts a provisional date anew, in the chain like any command', async () => {
    const { caseId } = await open();
    orThrow(await give(caseId, 'wait'));
    const { dueAt } = (await store.read(hospital, caseId))!.snapshot.clocks[0]!;
    await database.look(`update case_clock set due_at = due_at - interval '1 day', provisional = true where case_id = $1`, [caseId]);
    expect(orThrow(await runner.recountClocks(hospital, caseId))).toMatchObject({ state: 'waiting', version: 3 });
    const { clocks } = (await store.read(hospital, caseId))!.snapshot;
    expect(clocks[0]).toMatchObject({ dueAt, provisional: false, epoch: 2 });
    expect(orThrow(await runner.recountClocks(hospital, caseId))).toBeUndefined();
  });

  it('keeps an audit chain whose links anyone can recompute', async () => {
    await open();
    const links = await database.look<{ body: string; hash: Buffer }>(
      'select body, hash from case_event where organisation_id = $1 order by sequence',
      [hospital],
    );
    const chain = links.map(({ body, hash }) => ({ body: Buffer.from(body), hash }));
    expect(chain.length).toBeGreaterThan(1);
    expect(verifyChain(chain)).toMatchObject({ ok: true, value: { length: chain.length } });
    chain[0]!.body[0]! ^= 1;
    expect(verifyChain(chain)).toMatchObject({ ok: false, refusal: { code: 'chain.broken', facts: { link: 0 } } });
  });
});
