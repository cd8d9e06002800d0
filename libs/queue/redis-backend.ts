import { Redis } from 'ioredis';
import { Queue, Worker } from 'bullmq';
import { bulkJobOf, type DeliveryData, deliveryOf, EVENT_LIMIT, workerOptionsOf } from './bullmq-job';
import { type Delivery } from './delivery';
import { queueNameOf } from './home';
import { backendErrors } from './backend-errors';
import { type Consumer, type ConsumerOptions, type QueueBackend } from './queue-backend';
import { type QueueLogger } from './queue-logger';
import { WorkerConnection } from './redis-worker-connection';
import { warnOfUnsafeSettings } from './redis-settings';

/** A relay that waits for Redis keeps its rows from another that reaches it: give them back soon. */
const HAND_OVER_TIMEOUT_MS = 5_000;

/** BullMQ on Redis, for production: append-only file on, `noeviction`. */
export class RedisBackend implements QueueBackend {
  readonly kind = 'redis';
  private readonly producer: Redis;
  private readonly report: (error: Error) => void;
  private readonly queues = new Map<string, Queue<DeliveryData, void>>();

  constructor(
    private readonly url: string,
    logger: QueueLogger,
  ) {
    this.report = backendErrors(logger, this.kind);
    this.producer = new Redis(url, { maxRetriesPerRequest: 1, commandTimeout: HAND_OVER_TIMEOUT_MS, connectionName: 'medbourse-producer' });
    this.producer.on('error', this.report);
    this.producer.once('ready', () => void warnOfUnsafeSettings(this.producer, logger));
  }

  async add(home: string, deliveries: readonly Delivery[]): Promise<void> {
    await this.queue(home).addBulk(deliveries.map(bulkJobOf));
  }

  consume(options: ConsumerOptions): Consumer {
    const connection = new WorkerConnection(this.url);
    connection.on('error', this.report);
    const worker = new Worker<DeliveryData, void>(queueNameOf(options.home), (job) => options.consume(deliveryOf(job)), {
      ...workerOptionsOf(options),
      connection,
    });
    worker.on('error', this.report);
    return {
      close: async () => {
        await worker.close();
        connection.disconnect();
      },
      abandon: () => connection.abandon(),
    };
  }

  async reachable(): Promise<boolean> {
    return this.producer.ping().then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    this.producer.disconnect();
  }

  private queue(home: string): Queue<DeliveryData, void> {
    const name = queueNameOf(home);
    const known = this.queues.get(name);
    if (known) return known;
    const queue = new Queue<DeliveryData, void>(name, { connection: this.producer, streams: { events: { maxLen: EVENT_LIMIT } } });
    queue.on('error', this.report);
    this.queues.set(name, queue);
    return queue;
  }
}
