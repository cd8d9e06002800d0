/**
 * The outbox's SQL on a real Postgres, without a queue: who sees which rows, in which turn rows are taken, and that a fence which was lost
 * refuses every write.
 */
import { Pool } from 'pg';
import { newId, ok, orThrow } from '#libs/kernel';
import { type TestDatabase, testDatabase } from '../../test/support';
import { type Delivery } from './delivery';
import { cancelJobs, markDone, retryJob } from './outbox.commands';
import { OutboxStore } from './outbox.store';

interface TakenRow extends Delivery {
  home: string;
  lag_ms: number;
  organisation_id: string;
}

let database: TestDatabase;
let relay: Pool;
let store: OutboxStore;

beforeAll(async () => {
  database = await testDatabase();
  relay = new Pool({ connectionString: database.urls.relay });
  store = new OutboxStore(relay, relay);
});
afterAll(async () => {
  await relay.end();
  await database.drop();
});
beforeEach(() => database.look('truncate outbox'));

const enqueue = async (
  organisationId: string,
  count = 1,
  more: { home?: string; dueInMs?: number; caseId?: string; epoch?: number } = {},
) => {
  const ids = Array.from({ length: count }, newId);
  orThrow(
    await database.tenancy.inTenant(organisationId, async (query) =>
      ok(
        await query.run(
          `insert into outbox (organisation_id, id, home, job, payload, case_id, epoch, available_at)
           select $1, id, $3, 'test.job', '{"shardId": "s"}', $5, $6, now() + $4 * interval '1 ms' from unnest($2::uuid[]) as t (id)`,
          [organisationId, ids, more.home ?? 'main', more.dueInMs ?? 0, more.caseId ?? null, more.epoch ?? null],
        ),
      ),
    ),
  );
  return ids;
};

const take = async (batch = 100, inFlight = 100): Promise<Delivery[]> => {
  const { rows } = await relay.query<TakenRow>(`select * from outbox_take($1, $2, '30 s')`, [batch, inFlight]);
  return rows.map(({ organisation_id, ...row }) => ({ ...row, organisationId: organisation_id }));
};

const takeOne = async (organisationId: string) => {
  await enqueue(organisationId);
  const [delivery] = await take();
  const held = await store.take(delivery!, 30);
  return { delivery: delivery!, held: held! };
};

const stateOf = async (id: string) =>
  (
    await database.look<{ state: string; attempts: number; forgiven: number }>(
      'select state, attempts, forgiven from outbox where id = $1',
      [id],
    )
  )[0];

describe('who sees what', () => {
  it('shows the application nothing of other organisations, and lets it change neither them nor a fence', async () => {
    const [mine, theirs] = [newId(), newId()];
    const [foreign] = await enqueue(theirs);
    await enqueue(mine);
    const seen = await database.tenancy.inTenant(mine, async (query) =>
      ok(await query.rows<{ organisation_id: string }>('select * from outbox')),
    );
    expect(orThrow(seen).map((row) => row.organisation_id)).toEqual([mine]);
    const changed = await database.tenancy.inTenant(mine, async (query) =>
      ok(await query.run(`update outbox set state = 'done' where id = $1`, [foreign])),
    );
    expect(orThrow(changed)).toBe(0);
    const forge = database.tenancy.inTenant(mine, async (query) => ok(await query.run('update outbox set attempts = 9')));
    await expect(forge).rejects.toThrow(/permission denied/);
    const plant = database.tenancy.inTenant(mine, async (query) =>
      ok(
        await query.run(`insert into outbox (organisation_id, id, home, job, payload) values ($1, $2, 'main', 'test.job', '{}')`, [
          theirs,
          newId(),
        ]),
      ),
    );
    await expect(plant).rejects.toThrow(/row-level security/);
  });

  it('shows the relay the rows of all', async () => {
    const [a, b] = [newId(), newId()];
    await enqueue(a);
    await enqueue(b);
    expect((await take()).map(({ organisationId }) => organisationId).sort()).toEqual([a, b].sort());
  });
});

describe('the turns of the relay', () => {
  it('takes in turns between organisations, in each the oldest first, whatever the backlog of one', async () => {
    const [busy, quiet] = [newId(), newId()];
    const backlog = await enqueue(busy, 300);
    const few = await enqueue(quiet, 5);
    const taken = await take(20);
    expect(taken).toHaveLength(15); // ten of the busy one, all five of the quiet one
    expect(taken.slice(0, 10).filter(({ organisationId }) => organisationId === quiet)).toHaveLength(5);
    expect(taken.filter(({ organisationId }) => organisationId === busy).map(({ id }) => id)).toEqual([...backlog].sort().slice(0, 10));
    expect(taken.filter(({ organisationId }) => organisationId === quiet).map(({ id }) => id)).toEqual([...few].sort());
  });

  it('leaves no more than the limit of an organisation in flight at a home, and fills up as jobs end', async () => {
    const [a, b] = [newId(), newId()];
    await enqueue(a, 10);
    await enqueue(a, 10, { home: 'elsewhere' });
    await enqueue(b, 2);
    const first = await take(100, 4);
    expect(first).toHaveLength(4 + 4 + 2);
    expect(await take(100, 4)).toEqual([]);
    const held = await store.take(
      first.find(({ organisationId }) => organisationId === a)!,
      30,
    );
    expect(await take(100, 4)).toEqual([]);
    await store.complete(held!);
    expect(await take(100, 4)).toHaveLength(1);
  });

  it('takes nothing before it is due', async () => {
    const organisation = newId();
    await enqueue(organisation, 1, { dueInMs: 3_600_000 });
    const [due] = await enqueue(organisation);
    expect((await take()).map(({ id }) => id)).toEqual([due]);
  });

  it('takes no row twice when many take at once', async () => {
    for (const organisation of [newId(), newId(), newId()]) await enqueue(organisation, 200);
    const taken: string[] = [];
    const takeAll = async () => {
      for (let rows = await take(7, 1_000); taken.length < 600; rows = await take(7, 1_000)) taken.push(...rows.map(({ id }) => id));
    };
    await Promise.all([takeAll(), takeAll(), takeAll(), takeAll()]);
    expect(new Set(taken).size).toBe(600);
    expect(taken).toHaveLength(600);
  });

  it('takes again what was queued or running and lapsed, and nothing else', async () => {
    const organisation = newId();
    const { held } = await takeOne(organisation);
    const [queued, kept] = await enqueue(organisation, 2);
    await take();
    await relay.query(`update outbox set lease_until = now() - interval '1 s' where id <> $1`, [kept]);
    const { rows } = await relay.query<{ id: string }>(`select * from outbox_take_lapsed(100, '30 s')`);
    expect(rows.map(({ id }) => id).sort()).toEqual([held.id, queued].sort());
    expect((await relay.query(`select * from outbox_take_lapsed(100, '30 s')`)).rows).toEqual([]);
  });
});

describe('the fence', () => {
  const lapse = async (id: string) => {
    await relay.query(`update outbox set lease_until = now() - interval '1 s' where id = $1`, [id]);
    const { rows } = await relay.query<TakenRow>(`select * from outbox_take_lapsed(100, '30 s')`);
    return rows.map(({ organisation_id, ...row }) => ({ ...row, organisationId: organisation_id }))[0]!;
  };

  it('gives a row to one of two deliveries', async () => {
    const organisation = newId();
    await enqueue(organisation);
    const [delivery] = await take();
    const takings = await Promise.all([
      store.take(delivery!, 30),
      store.take(delivery!, 30),
      new OutboxStore(relay, relay).take(delivery!, 30),
    ]);
    expect(takings.filter(Boolean)).toHaveLength(1);
    expect(takings.find(Boolean)).toMatchObject({ id: delivery!.id, fence: 1, attempt: 1, payload: { shardId: 's' } });
    expect(await store.take(delivery!, 30)).toBeUndefined();
  });

  it('refuses every write of one who lost it, and lets the next one finish', async () => {
    const organisation = newId();
    const { delivery, held: first } = await takeOne(organisation);
    const second = (await store.take(await lapse(first.id), 30))!;
    expect(second.fence).toBe(2);
    const refusal = { code: 'a.b', kind: 'unavailable', message: 'm' } as const;
    expect(await store.take(delivery, 30)).toBeUndefined();
    expect(await store.renew(first, 30)).toBe(false);
    expect(await store.complete(first)).toBe(false);
    expect(await store.tryAgain(first, refusal, 0)).toBe(false);
    expect(await store.giveUp(first, refusal, 30)).toBe(false);
    expect(await store.release(first)).toBe(false);
    expect(await store.markFailed(first)).toBe(false);
    const late = await database.tenancy.inTenant(organisation, (query) => markDone(query, first));
    expect(late).toMatchObject({ ok: false, refusal: { code: 'queue.lease-lost' } });
    expect(await store.renew(second, 30)).toBe(true);
    expect(await store.complete(second)).toBe(true);
  });

  it('lets the transaction that did the work end the job, and answers the worker that it is done', async () => {
    const organisation = newId();
    const { held } = await takeOne(organisation);
    orThrow(await database.tenancy.inTenant(organisation, (query) => markDone(query, held)));
    expect(await store.complete(held)).toBe(true);
    expect(await stateOf(held.id)).toMatchObject({ state: 'done' });
  });

  it('does not count a job that was given back, but moves its fence', async () => {
    const { held } = await takeOne(newId());
    await store.release(held);
    const [again] = await take();
    expect(await store.take(again!, 30)).toMatchObject({ fence: 2, attempt: 1 });
  });
});

describe('retryJob and cancelJobs', () => {
  it('tries a failed job again from its first attempt, and only a failed one of the own organisation', async () => {
    const organisation = newId();
    const { held } = await takeOne(organisation);
    const retry = (tenant: string, id: string) => database.tenancy.inTenant(tenant, (query) => retryJob(query, id));
    expect(await retry(organisation, held.id)).toMatchObject({ refusal: { code: 'queue.job-not-failed', state: 'running' } });
    await store.giveUp(held, { code: 'a.b', kind: 'invalid', message: 'm' }, 30);
    await store.markFailed(held);
    expect(await retry(newId(), held.id)).toMatchObject({ refusal: { code: 'queue.job-not-found' } });
    orThrow(await retry(organisation, held.id));
    const [again] = await take();
    expect(await store.take(again!, 30)).toMatchObject({ fence: 2, attempt: 1, failure: null });
  });

  it('cancels jobs of earlier epochs, running ones too', async () => {
    const [organisation, caseId] = [newId(), newId()];
    const [old] = await enqueue(organisation, 1, { caseId, epoch: 1 });
    const [delivery] = await take();
    const held = (await store.take(delivery!, 30))!;
    const [current] = await enqueue(organisation, 1, { caseId, epoch: 2 });
    const cancelled = await database.tenancy.inTenant(organisation, async (query) =>
      ok(await cancelJobs(query, { caseId, beforeEpoch: 2 })),
    );
    expect(orThrow(cancelled)).toBe(1);
    expect(await store.renew(held, 30)).toBe(false);
    expect(await stateOf(old!)).toMatchObject({ state: 'cancelled' });
    expect(await stateOf(current!)).toMatchObject({ state: 'waiting' });
  });
});
