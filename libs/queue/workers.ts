import { setTimeout as delay } from 'node:timers/promises';
import { type JobRegistry } from './job-registry';
import { JobRunner } from './job.runner';
import { OutboxStore } from './outbox.store';
import { type QueueBackend } from './queue-backend';
import { type QueueLogger } from './queue-logger';
import { relayPool } from './relay-pool';

export interface WorkersOptions {
  /** The homes whose raw data this machine may touch, and `CENTRE` if it does the rest of the work too. */
  readonly homes: readonly string[];
  /** Jobs at the same time, in each home. */
  readonly concurrency: number;
  readonly registry: JobRegistry;
  readonly backend: QueueBackend;
  readonly relayUrl: string;
  readonly logger: QueueLogger;
  /** See `ConsumerOptions.lockSeconds`. */
  readonly lockSeconds?: number;
}

export interface Workers {
  readonly runningCount: number;
  /** Takes nothing new; what runs may finish within `graceMs`, and is given back to the queue after that. */
  stop(graceMs: number): Promise<void>;
}

const WRITE_POOL_SIZE = 2;
const DEFAULT_LOCK_SECONDS = 30;
/** For the queue to hear that its jobs ended; if it is away it finds out by its own locks. */
const FAREWELL_MS = 5_000;

/** Begins to run jobs. The backend stays the caller's to close. */
export function startWorkers(options: WorkersOptions): Workers {
  const { homes, concurrency, backend, logger, lockSeconds = DEFAULT_LOCK_SECONDS } = options;
  const takes = relayPool(options.relayUrl, { size: 1, program: 'workers', durable: true });
  const writes = relayPool(options.relayUrl, { size: WRITE_POOL_SIZE, program: 'workers', durable: false });
  const runner = new JobRunner(new OutboxStore(takes, writes), options.registry, logger);
  const consumers = homes.map((home) => backend.consume({ home, concurrency, lockSeconds, consume: (delivery) => runner.run(delivery) }));
  const stop = async (graceMs: number) => {
    const closed = Promise.all(consumers.map((consumer) => consumer.close()));
    await within(closed, graceMs);
    await runner.releaseAll().catch(() => logger.warn({}, 'jobs could not be given back: their leases run out'));
    if (!(await within(closed, FAREWELL_MS))) {
      consumers.forEach((consumer) => consumer.abandon());
      await within(closed, FAREWELL_MS);
    }
    await Promise.all([takes.end(), writes.end()]);
  };
  let stopped: Promise<void> | undefined;
  return {
    get runningCount() {
      return runner.runningCount;
    },
    stop: (graceMs) => (stopped ??= stop(graceMs)),
  };
}

/** Whether the work ended in time, well or not. */
async function within(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  const timer = new AbortController();
  const limit = delay(limitMs, false, { signal: timer.signal }).catch(() => false);
  const ended = await Promise.race([work.then(() => true).catch(() => true), limit]);
  timer.abort();
  return ended;
}
