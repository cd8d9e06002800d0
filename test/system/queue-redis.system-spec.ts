/**
 * The queue's contract on a real Redis, and what only Redis can do: die without a log and come back empty.
 * The server runs as bad as it may: no append-only file, no snapshots.
 */
import { Redis } from 'ioredis';
import { RedisServer, type TestDatabase, until } from '../support';
import { ContractHarness } from '../../libs/queue/contract/contract.harness';
import { describeQueueContract } from '../../libs/queue/contract/queue.contract';
import { createQueueBackend, type QueueLogger } from '#libs/queue';

describeQueueContract('Redis', () => RedisServer.start());

describe('queue on a Redis that dies', () => {
  let server: RedisServer;
  let queue: ContractHarness;

  beforeAll(async () => {
    queue = await ContractHarness.create(async (_: TestDatabase) => (server = await RedisServer.start()));
  });
  afterEach(() => queue.reset());
  afterAll(() => queue.destroy());

  it('finishes every job once after a kill -9 under load that loses all that it held', async () => {
    await queue.enqueue('contract.effect', { count: 300 });
    queue.startRelay();
    queue.startWorkers();
    await queue.untilEffects(50);
    await server.crash();
    const late = await queue.enqueue('contract.effect', { count: 5 });
    await server.restart();
    await queue.untilEffects(305);
    for (const id of late) await queue.untilState(id, 'done');
    expect(new Set((await queue.effects()).map(({ job_id }) => job_id)).size).toBe(305);
    expect(await queue.effects()).toHaveLength(305);
  });

  it('stops within a bound while Redis is away', async () => {
    const relay = queue.startRelay();
    const workers = queue.startWorkers();
    const [id] = await queue.enqueue('contract.effect');
    await queue.untilState(id!, 'done');
    await server.crash();
    await queue.enqueue('contract.effect');
    const startedAt = performance.now();
    await Promise.all([relay.stop(), workers.stop(500)]);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    await server.restart();
  });

  it('says at start which settings of Redis are not safe', async () => {
    const warned: unknown[] = [];
    const note = (fields: Readonly<Record<string, unknown>>) => void warned.push(fields.setting);
    const logger: QueueLogger = { info: note, warn: note, error: note };
    const look = async () => {
      warned.length = 0;
      const backend = createQueueBackend({ relayUrl: queue.database.urls.relay, redisUrl: server.redisUrl, logger });
      await backend.reachable();
      await until(() => warned.length > 0, { timeoutMs: 500 }).catch(() => undefined);
      await backend.close();
      return [...warned];
    };
    const client = new Redis(server.redisUrl);
    expect(await look()).toEqual(['appendonly']);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await look()).toEqual(['appendonly', 'maxmemory-policy']);
    await client.config('SET', 'appendonly', 'yes');
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    expect(await look()).toEqual([]);
    client.disconnect();
  });
});
