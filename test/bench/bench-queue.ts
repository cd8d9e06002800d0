import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '#libs/database';
import { orThrow } from '#libs/kernel';
import { CENTRE, createJobRegistry, createQueueBackend, defineJob, markDone, Relay, startWorkers, type QueueLogger } from '#libs/queue';
import { openCases, type BenchCases } from './bench-case';
import { type BenchDatabase, inFolder } from './bench-database';
import { CASES_EACH, ORGANISATIONS } from './case-anchor';

const quiet: QueueLogger = {
  info: () => undefined,
  warn: (fields, message) => void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
  error: (fields, message) => void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
};

const CONCURRENCY = 16;
const GRACE_MS = 5_000;

export interface RunningQueue {
  readonly bench: BenchCases;
  /** Gives the command that queues a job. */
  ask(place: number): Promise<void>;
  /** Resolves when the job has moved the case on. */
  moved(place: number): Promise<void>;
}

/** Relay and workers in this process, as a worker process has them; `onRelayed` is told how long each job had waited. */
export async function withQueue<T>(
  database: BenchDatabase,
  options: { readonly redisUrl?: string; readonly onRelayed?: (lagMs: number) => void },
  work: (queue: RunningQueue) => Promise<T>,
): Promise<T> {
  const bench = await openCases(database, ORGANISATIONS, CASES_EACH);
  const waiting = new Map<string, () => void>();
  const step = defineJob<Record<string, never>>({
    name: 'bench.step',
    runsAt: 'centre',
    maxAttempts: 3,
    backoff: { firstSeconds: 1, limitSeconds: 2 },
    leaseSeconds: 30,
    handle: async ({ id, organisationId, caseId, fence }) => {
      const moved = await bench.runner.command({
        kind: 'bench',
        caseId: caseId!,
        organisationId,
        command: 'done',
        payload: {},
        actor: { kind: 'job', id },
        idempotencyKey: id,
      });
      if (!moved.ok) return moved;
      waiting.get(caseId!)?.();
      return database.tenancy.inTenant(organisationId, (query) => markDone(query, { organisationId, id, fence }));
    },
    exhausted: ({ caseId }, failure) => Promise.reject(new Error(`the job of ${caseId} failed: ${failure.code}`)),
  });
  const ended = defineJob<object>({ ...step, name: 'pipeline.stage-ended' } as never);
  const relayUrl = database.urls.relay;
  const backend = createQueueBackend({ relayUrl, redisUrl: options.redisUrl, logger: quiet });
  const registry = createJobRegistry(bench.registry.jobs(), [step, ended]);
  const workers = startWorkers({ homes: [CENTRE], concurrency: CONCURRENCY, registry, backend, relayUrl, logger: quiet });
  const relay = new Relay({ relayUrl, backend, logger: quiet, onRelayed: options.onRelayed });
  relay.start();
  try {
    return await work({
      bench,
      ask: async (place) => {
        const { caseId, actor } = bench.cases[place]!;
        orThrow(await bench.runner.command({ kind: 'bench', caseId, command: 'ask', payload: {}, actor }));
      },
      moved: (place) => new Promise((resolve) => waiting.set(bench.cases[place]!.caseId, resolve)),
    });
  } finally {
    await relay.stop();
    await workers.stop(GRACE_MS);
    await backend.close();
  }
}

/** `REDIS_URL`, or a redis-server of this run's own; undefined where neither is there. */
export async function withRedis<T>(work: (redisUrl: string | undefined) => Promise<T>): Promise<T> {
  if (process.env['REDIS_URL']) return work(process.env['REDIS_URL']);
  return inFolder(async (folder) => {
    const port = await freePort();
    const settings = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--appendonly',
      'yes',
      '--maxmemory-policy',
      'noeviction',
    ];
    const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = once(server, 'close').catch(() => undefined);
    const ready = new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.once('exit', () => resolve(false));
      server.stdout.on('data', (chunk: Buffer) => chunk.includes('Ready to accept') && resolve(true));
    });
    try {
      return await work((await ready) ? `redis://127.0.0.1:${port}` : undefined);
    } finally {
      server.kill();
      await ended;
    }
  });
}
