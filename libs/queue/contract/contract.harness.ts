import { newId, ok, orThrow } from '#libs/kernel';
import { type Program, startProgram, type TestDatabase, testDatabase, until } from '../../../test/support';
import { type Delivery } from '../delivery';
import { type QueueBackend } from '../queue-backend';
import { type QueueLogger } from '../queue-logger';
import { createQueueBackend } from '../queue-backend.factory';
import { Relay, type RelayLimits } from '../relay.service';
import { startWorkers, type Workers } from '../workers';
import { CONTRACT_TABLES, contractRegistry } from './contract.jobs';

/** What differs between the backends. */
export interface QueueServer {
  readonly redisUrl?: string;
  /** Everything the queue holds is gone, as after a crash without a log. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

export interface Effect {
  readonly organisation_id: string;
  readonly job_id: string;
  readonly fence: number;
  readonly position: number;
  readonly at: Date;
}

export const HOME = 'main';

/** Short, so that what lapses does so within a test. */
const LIMITS: Partial<RelayLimits> = { queuedLeaseSeconds: 1, sweepSeconds: 0.2, dozeMs: 100, awakeMs: 200, inFlight: 20 };

/** A database, a queue, and whatever relays and workers a test starts on them. */
export class ContractHarness {
  private readonly backends: QueueBackend[] = [];
  private relays: Relay[] = [];
  private workers: Workers[] = [];
  private processes: Program[] = [];
  readonly lags: number[] = [];
  /** What relays, workers and backends of this process said, as text. */
  readonly logged: string[] = [];
  private readonly logger: QueueLogger;

  private constructor(
    readonly database: TestDatabase,
    readonly server: QueueServer,
  ) {
    const log = (fields: unknown, message: string) => void this.logged.push(`${message} ${JSON.stringify(fields)}`);
    this.logger = { info: log, warn: log, error: log };
  }

  static async create(startServer: (database: TestDatabase) => Promise<QueueServer>): Promise<ContractHarness> {
    const database = await testDatabase();
    await database.look(CONTRACT_TABLES);
    return new ContractHarness(database, await startServer(database));
  }

  async destroy(): Promise<void> {
    await this.server.stop();
    await this.database.drop();
  }

  /** Ends what the test started and leaves nothing for the next. */
  async reset(): Promise<void> {
    await Promise.all(this.processes.splice(0).map((process) => process.stop('SIGKILL')));
    await Promise.all(this.relays.splice(0).map((relay) => relay.stop()));
    await Promise.all(this.workers.splice(0).map((workers) => workers.stop(0)));
    await Promise.all(this.backends.splice(0).map((backend) => backend.close()));
    await this.server.empty();
    await this.database.look('truncate outbox, effect, witness, gate');
    this.lags.length = 0;
    this.logged.length = 0;
  }

  backend(): QueueBackend {
    const backend = createQueueBackend({ relayUrl: this.database.urls.relay, redisUrl: this.server.redisUrl, logger: this.logger });
    this.backends.push(backend);
    return backend;
  }

  startRelay(limits: Partial<RelayLimits> = {}): Relay {
    const relay = new Relay({
      relayUrl: this.database.urls.relay,
      backend: this.backend(),
      logger: this.logger,
      limits: { ...LIMITS, ...limits },
      onRelayed: (lagMs) => this.lags.push(lagMs),
    });
    relay.start();
    this.relays.push(relay);
    return relay;
  }

  startWorkers({ concurrency = 4, heldAtGate = false } = {}): Workers {
    const registry = contractRegistry(this.database.tenancy, heldAtGate);
    const workers = startWorkers({
      homes: [HOME],
      concurrency,
      registry,
      backend: this.backend(),
      relayUrl: this.database.urls.relay,
      logger: this.logger,
      lockSeconds: 1,
    });
    this.workers.push(workers);
    return workers;
  }

  startWorkerProcess(): Program {
    const configuration = { urls: this.database.urls, redisUrl: this.server.redisUrl, home: HOME };
    const process = startProgram('libs/queue/contract/worker.program.ts', { parameters: [JSON.stringify(configuration)] });
    this.processes.push(process);
    return process;
  }

  /** @returns the jobs' ids, in their order */
  async enqueue(job: string, { count = 1, organisationId = newId(), payload = {} as object, dueInMs = 0 } = {}): Promise<string[]> {
    const ids = Array.from({ length: count }, newId);
    const sql = `insert into outbox (organisation_id, id, home, job, payload, available_at)
      select $1, id, $3, $4, $5, now() + $6 * interval '1 ms' from unnest($2::uuid[]) as t (id)`;
    const write = await this.database.tenancy.inTenant(organisationId, async (query) =>
      ok(await query.run(sql, [organisationId, ids, HOME, job, JSON.stringify(payload), dueInMs])),
    );
    orThrow(write);
    return ids;
  }

  effects(): Promise<Effect[]> {
    return this.database.look<Effect>('select * from effect order by position');
  }

  async witnessed(id: string): Promise<string[]> {
    return (await this.database.look<{ what: string }>('select what from witness where job_id = $1 order by ctid', [id])).map(
      ({ what }) => what,
    );
  }

  async openGate(id: string): Promise<void> {
    await this.database.look('insert into gate values ($1)', [id]);
  }

  async stateOf(
    id: string,
  ): Promise<{ state: string; attempts: number; forgiven: number; failure: object | null; available_at: Date } | undefined> {
    type Row = { state: string; attempts: number; forgiven: number; failure: object | null; available_at: Date };
    return (await this.database.look<Row>('select state, attempts, forgiven, failure, available_at from outbox where id = $1', [id]))[0];
  }

  untilState(id: string, state: string): Promise<unknown> {
    return until(async () => (await this.stateOf(id))?.state === state, { timeoutMs: 20_000, what: `${id} ${state}` });
  }

  untilWitnessed(id: string, what: string): Promise<unknown> {
    return until(async () => (await this.witnessed(id)).includes(what), { timeoutMs: 20_000, what: `${id} ${what}` });
  }

  untilEffects(count: number): Promise<unknown> {
    const counted = () => this.database.look<{ count: string }>('select count(*) from effect');
    return until(async () => Number((await counted())[0]?.count) >= count, { timeoutMs: 45_000, what: `${count} effects` });
  }

  async deliveryOf(id: string): Promise<Delivery> {
    const [row] = await this.database.look<Delivery>(
      `select organisation_id as "organisationId", id, job, attempts from outbox where id = $1`,
      [id],
    );
    return row!;
  }
}
