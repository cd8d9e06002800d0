import { withDatabase, type BenchDatabase } from './bench-database';
import { withQueue, withRedis, type RunningQueue } from './bench-queue';
import { casesByPgbench, prepareAnchor, ROUNDS, SECONDS } from './case-anchor';
import { perSecond } from './clients';
import { figure, inTurns, median, rounded, type Figure } from './figure';

const CLIENTS = 32;
const CONNECTIONS = 24;

/** Outbox → queue → worker → next state, each client waiting for its case, against pgbench writing the rows of one transition. A round trip is two transitions. */
export const queueBench = (): Promise<Figure> =>
  withRedis((redisUrl) =>
    withDatabase(CONNECTIONS, async (database) => {
      await prepareAnchor(database);
      const postgres = await measured(database, undefined);
      const onPostgres = figure('queue', 'jobs/s', postgres);
      if (redisUrl === undefined) return { ...onPostgres, details: { redis: 'redis-server is not installed' } };
      const turns = await measured(database, redisUrl);
      const anchors = median(postgres.anchor);
      return figure('queue', 'jobs/s', turns, {
        'on the Postgres backend, jobs/s': rounded(median(postgres.ours)),
        'on the Postgres backend, ratio': rounded(median(postgres.ours) / anchors),
      });
    }),
  );

const measured = (database: BenchDatabase, redisUrl: string | undefined) =>
  withQueue(database, { redisUrl }, (queue) =>
    inTurns(
      ROUNDS,
      () => roundTrips(queue, CLIENTS, SECONDS),
      () => casesByPgbench(database),
    ),
  );

/** Each client has a case of its own, and asks again when its job has moved it on. */
export const roundTrips = (queue: RunningQueue, clients: number, seconds: number): Promise<number> =>
  perSecond(clients, seconds, async (client) => {
    const moved = queue.moved(client);
    await queue.ask(client);
    await moved;
  });
