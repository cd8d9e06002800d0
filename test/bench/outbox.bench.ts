import { setTimeout as delay } from 'node:timers/promises';
import { withDatabase } from './bench-database';
import { withQueue, withRedis, type RunningQueue } from './bench-queue';
import { SECONDS } from './case-anchor';
import { percentile, rounded, type Figure } from './figure';
import { roundTrips } from './queue.bench';

const CLIENTS = 64;
const CONNECTIONS = 24;
const HALF_LOAD_CASES = 512;

/** How long a row waits in the outbox: saturated, and at half of that load. Limits p99: 500 ms and 100 ms; the ratio is limit over ours, saturated. */
export const outboxBench = (): Promise<Figure> =>
  withRedis((redisUrl) =>
    withDatabase(CONNECTIONS, async (database) => {
      let lags: number[] = [];
      return withQueue(database, { redisUrl, onRelayed: (lagMs) => lags.push(lagMs) }, async (queue) => {
        const rate = await roundTrips(queue, CLIENTS, SECONDS);
        const saturated = lags;
        lags = [];
        await paced(queue, rate / 2, SECONDS);
        const p99 = percentile(saturated, 0.99);
        return {
          name: 'outbox',
          ours: rounded(p99),
          anchor: 500,
          ratio: rounded(500 / p99),
          unit: 'ms p99, saturated',
          details: {
            backend: redisUrl === undefined ? 'Postgres' : 'Redis',
            'saturated, jobs/s': rounded(rate),
            'saturated, p50 ms': rounded(percentile(saturated, 0.5)),
            'half load, p50 ms': rounded(percentile(lags, 0.5)),
            'half load, p99 ms (limit 100)': rounded(percentile(lags, 0.99)),
          },
        };
      });
    }),
  );

/** Asks at an even rate whatever comes back, and waits for all in the end. A case that is still on its way is passed by. */
async function paced(queue: RunningQueue, rate: number, seconds: number): Promise<void> {
  const began = performance.now();
  const busy = new Set<number>();
  const running: Promise<void>[] = [];
  for (let count = 0; count < rate * seconds; count += 1) {
    const dueIn = began + (count / rate) * 1000 - performance.now();
    if (dueIn > 1) await delay(dueIn);
    const place = count % HALF_LOAD_CASES;
    if (busy.has(place)) continue;
    busy.add(place);
    const moved = queue.moved(place);
    running.push(
      queue
        .ask(place)
        .then(() => moved)
        .then(() => void busy.delete(place)),
    );
  }
  await Promise.all(running);
}
