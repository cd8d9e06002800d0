import { createPostgresBackend, type PostgresConnectionOptions, type PostgresQueueBackend, Queue, runMigrations, Worker } from 'bullmq';
import { withClient } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { bulkJobOf, type DeliveryData, deliveryOf, EVENT_LIMIT, workerOptionsOf } from './bullmq-job';
import { backendErrors } from './backend-errors';
import { type Consumer, type ConsumerOptions, type QueueBackend } from './queue-backend';
import { queueNameOf } from './home';
import { type QueueLogger } from './queue-logger';

/** BullMQ's own schema, apart from ours. */
export const QUEUE_SCHEMA = 'queue';

/** Connections: this many for all that is handed over, and for each home that a worker serves the same again and one that listens. */
const POOL_SIZE = 2;

/**
 * Makes or updates BullMQ's schema and opens it to the relay's role, and to no other. Idempotent, safe on several machines at once.
 * Refusal: `database.unavailable`.
 */
export const prepareQueueSchema = (ownerUrl: string): Promise<Result<void>> =>
  withClient(ownerUrl, async (client) => {
    // Notices of BullMQ's `if not exists` say nothing.
    await client.query('set client_min_messages = warning');
    await runMigrations(client, QUEUE_SCHEMA);
    // Adding a batch, BullMQ makes temporary tables.
    await client.query(`do $$ begin execute format('grant temporary on database %I to medbourse_relay', current_database()); end $$`);
    // BullMQ makes a sequence for each queue when it is first used, so the role that runs it may create in this schema, and nowhere else.
    await client.query(`
      grant usage, create on schema ${QUEUE_SCHEMA} to medbourse_relay;
      grant execute on all functions in schema ${QUEUE_SCHEMA} to medbourse_relay;
      ${GRANTS_ON_OWN_RELATIONS}`);
    return ok(undefined);
  });

/** Only on what the owner made: a sequence that a queue made at its first use is the relay's own, and granting on it is refused. */
const GRANTS_ON_OWN_RELATIONS = `
  do $$ declare r record; begin
    for r in select oid::regclass as name, relkind from pg_class
      where relnamespace = '${QUEUE_SCHEMA}'::regnamespace and relkind in ('r', 'p', 'S') and relowner = current_user::regrole
    loop
      execute case r.relkind when 'S' then format('grant usage, select on sequence %s to medbourse_relay', r.name)
        else format('grant select, insert, update, delete on table %s to medbourse_relay', r.name) end;
    end loop;
  end $$;`;

type PostgresQueue = Queue<DeliveryData, void, string, DeliveryData, void, string, PostgresQueueBackend, PostgresConnectionOptions>;

/** BullMQ on Postgres, as the relay's role (`prepareQueueSchema` comes first): nothing but Postgres to run. About a tenth of Redis's speed. */
export class PostgresBackend implements QueueBackend {
  readonly kind = 'postgres';
  private readonly producer: PostgresQueueBackend;
  private readonly report: (error: Error) => void;
  private readonly queues = new Map<string, PostgresQueue>();

  constructor(
    private readonly relayUrl: string,
    logger: QueueLogger,
  ) {
    this.report = backendErrors(logger, this.kind);
    const connection = this.connection('producer');
    this.producer = createPostgresBackend('producer', { connection });
    this.producer.on('error', this.report);
  }

  async add(home: string, deliveries: readonly { organisationId: string; id: string; job: string; attempts: number }[]): Promise<void> {
    await this.queue(home).addBulk(deliveries.map(bulkJobOf));
  }

  consume(options: ConsumerOptions): Consumer {
    const worker = new Worker<DeliveryData, void, string, PostgresQueueBackend, never, PostgresConnectionOptions>(
      queueNameOf(options.home),
      (job) => options.consume(deliveryOf(job)),
      { ...workerOptionsOf(options), connection: this.connection('worker') },
      createPostgresBackend,
    );
    worker.on('error', this.report);
    return { close: () => worker.close(), abandon: () => void worker.disconnect().catch(this.report) };
  }

  async reachable(): Promise<boolean> {
    return this.producer.connection.pool.query('select 1').then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.producer.close();
  }

  /** All queues hand over through one pool. */
  private queue(home: string): PostgresQueue {
    const name = queueNameOf(home);
    const known = this.queues.get(name);
    if (known) return known;
    const queue: PostgresQueue = new Queue(
      name,
      { connection: this.relayUrl, streams: { events: { maxLen: EVENT_LIMIT } } },
      () => this.producer.forQueue(name) as PostgresQueueBackend,
    );
    queue.on('error', this.report);
    this.queues.set(name, queue);
    return queue;
  }

  private connection(part: string): PostgresConnectionOptions {
    return { connectionString: this.relayUrl, schema: QUEUE_SCHEMA, max: POOL_SIZE, application_name: `medbourse-queue-${part}` };
  }
}
