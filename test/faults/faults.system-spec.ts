/**
 * Faults with real processes: whatever strikes, the exchange ends up where a play without a fault does, with each deed done once. Each scenario drives a dataset
 * through the five stages and is held against the first, in which nothing strikes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { orThrow, type LegalDate } from '#libs/kernel';
import { advanceTo } from '../../apps/cli/simulation';
import { generateChestCtStudy } from '../../apps/cli/synthetic';
import { RedisServer, until } from '../support';
import { faultRandom } from './fault-seed';
import { RealExchange } from './real-exchange';
import { Strikes } from './strikes';
import { tearUpload } from './torn-upload';
import { wholePlay, type WholePlay } from './whole-play';
import { expectWhole, type Deeds } from './wholeness';

const SCENARIO_LIMIT_MS = 120_000;

let dataset: string;
let deeds: Deeds;
const open = new Set<RealExchange>();

beforeAll(async () => {
  dataset = await mkdtemp(join(tmpdir(), `medbourse-test-${process.pid}-study-`));
  await generateChestCtStudy({ folder: dataset, patients: 2, slicesPerSeries: 24, rows: 64, columns: 64, seed: 'faults' });
  const exchange = await opened();
  const { run } = await wholePlay({ exchange, dataset });
  deeds = await expectWhole(exchange, await run());
}, SCENARIO_LIMIT_MS);

afterEach(async () => {
  for (const exchange of open) await exchange.close();
  open.clear();
});

afterAll(() => rm(dataset, { recursive: true, force: true }));

async function opened(redisUrl?: string): Promise<RealExchange> {
  const exchange = await RealExchange.start(redisUrl);
  open.add(exchange);
  return exchange;
}

/** Plays to the end and holds what was done against the play without a fault. */
async function expectSameDeeds(
  exchange: RealExchange,
  { run }: WholePlay,
  strike: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const [sale] = await Promise.all([run(), strike()]);
  expect(await expectWhole(exchange, sale)).toEqual(deeds);
}

interface ShardJob {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  /** How often its files were begun to be read. */
  readonly reads: number;
}

async function shardJob(exchange: RealExchange): Promise<ShardJob | undefined> {
  return (
    await exchange.look<ShardJob>(`select id, state, attempts,
    (select count(*) from governance_read r where r.actor = 'job:' || o.id)::int as reads from outbox o where job = 'governance.shard'`)
  )[0];
}

/** The job has been begun so often and reads its files (each beginning is logged before the first is read), or was faster than this. */
const shardTaken = (exchange: RealExchange, attempts: number): Promise<ShardJob> =>
  until(
    async () => {
      const job = await shardJob(exchange);
      return job && (job.state === 'done' || (job.state === 'running' && job.reads >= attempts)) ? job : undefined;
    },
    { what: `attempt ${attempts} at the shard`, timeoutMs: 30_000 },
  );

it('without a fault every stage is booked', () => {
  expect(Object.keys(deeds)).toEqual(
    expect.arrayContaining(['command asset.stage-ended', 'command order.settle', 'job governance.shard done']),
  );
});

it(
  'a worker that is killed in mid-shard, several times',
  async () => {
    const random = faultRandom('worker killed');
    const exchange = await opened();
    await expectSameDeeds(exchange, await wholePlay({ exchange, dataset }), async () => {
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        if ((await shardTaken(exchange, attempt)).state === 'done') return;
        await delay(random.integer(0, 60));
        await exchange.worker.end('SIGKILL');
        await exchange.worker.start();
      }
    });
    expect((await shardJob(exchange))?.attempts).toBeGreaterThan(1);
  },
  SCENARIO_LIMIT_MS,
);

it(
  'an API that is killed while commands and uploads are under way',
  async () => {
    const random = faultRandom('API killed');
    const exchange = await opened();
    const strikes = new Strikes(random, {
      chance: 0.1,
      limit: 6,
      withinMs: 30,
      strike: async () => {
        await exchange.api.end('SIGKILL');
        await exchange.api.start();
      },
    });
    let torn: Promise<void> | undefined;
    const play = await wholePlay({
      exchange,
      dataset,
      onSent: () => torn && strikes.onSent(),
      onDownload: strikes.halt,
      beforeUpload: (upload) => (torn ??= tearUpload(exchange, upload)),
    });
    await expectSameDeeds(exchange, play);
    await strikes.mended();
    expect(strikes.count).toBeGreaterThan(0);
  },
  SCENARIO_LIMIT_MS,
);

it(
  'Redis, emptied and killed under load',
  async () => {
    const random = faultRandom('Redis emptied');
    const redis = await RedisServer.start();
    try {
      const exchange = await opened(redis.redisUrl);
      const strikes = new Strikes(random, {
        chance: 0.15,
        limit: 8,
        withinMs: 60,
        strike: () => (random.chance(0.5) ? redis.empty() : redis.crash().then(() => redis.restart())),
      });
      await expectSameDeeds(exchange, await wholePlay({ exchange, dataset, onSent: strikes.onSent }));
      await strikes.mended();
      expect(strikes.count).toBeGreaterThan(0);
      await exchange.killPrograms();
    } finally {
      await redis.stop();
    }
  },
  SCENARIO_LIMIT_MS,
);

it(
  'a worker that freezes past its lease and goes on',
  async () => {
    const random = faultRandom('worker frozen');
    const exchange = await opened();
    const governed = () => exchange.look(`select f.*, f.xmin::text as written from governance_file f order by file`);
    await expectSameDeeds(exchange, await wholePlay({ exchange, dataset }), async () => {
      await shardTaken(exchange, 1);
      await delay(random.integer(0, 60));
      const goOn = await exchange.worker.freeze();
      expect(await shardJob(exchange)).toMatchObject({ state: 'running', attempts: 1 });
      await exchange.anotherWorker().start();
      await until(async () => (await shardJob(exchange))?.state === 'done', { what: 'the shard, done by another', timeoutMs: 30_000 });
      const before = await governed();
      await goOn();
      await until(() => exchange.worker.output().includes('a job ended after its lease was lost'), {
        what: 'the late end of the frozen attempt',
        timeoutMs: 30_000,
      });
      expect(await governed()).toEqual(before);
    });
    expect((await shardJob(exchange))?.attempts).toBe(2);
  },
  SCENARIO_LIMIT_MS,
);

it(
  'a Postgres that crashes under load; API and worker go on by themselves',
  async () => {
    const random = faultRandom('Postgres crashed');
    const exchange = await opened();
    const pids = [exchange.api.pid, exchange.worker.pid];
    const strikes = new Strikes(random, {
      chance: 0.08,
      limit: 6,
      withinMs: 25,
      strike: async () => {
        await exchange.crashPostgres();
        await exchange.startPostgres();
      },
    });
    const advance = async (date: LegalDate): Promise<void> => {
      await strikes.mended();
      orThrow(await advanceTo(exchange.urls, date));
    };
    const play = await wholePlay({ exchange, dataset, onSent: strikes.onSent, onDownload: strikes.halt, advanceTo: advance });
    await expectSameDeeds(exchange, play);
    await strikes.mended();
    expect(strikes.count).toBeGreaterThan(0);
    expect([exchange.api.pid, exchange.worker.pid]).toEqual(pids);
    expect(exchange.api.isAlive && exchange.worker.isAlive).toBe(true);
  },
  SCENARIO_LIMIT_MS,
);

it(
  'a clock that ran out while all was down is served once by two workers',
  async () => {
    const exchange = await opened();
    const advance = async (date: LegalDate): Promise<void> => {
      await exchange.killPrograms();
      orThrow(await advanceTo(exchange.urls, date));
      await exchange.crashPostgres();
      await exchange.startPostgres();
      await Promise.all([exchange.startPrograms(), exchange.anotherWorker().start()]);
    };
    await expectSameDeeds(exchange, await wholePlay({ exchange, dataset, advanceTo: advance }));
  },
  SCENARIO_LIMIT_MS,
);
