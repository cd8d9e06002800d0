import { type Delivery } from './delivery';

export interface ConsumerOptions {
  readonly home: string;
  readonly concurrency: number;
  /** How long the queue itself believes in a silent worker. Only how soon it forgets its own entry depends on it, never whether a job is done. */
  readonly lockSeconds: number;
  /** Never rejects. */
  readonly consume: (delivery: Delivery) => Promise<void>;
}

export interface Consumer {
  /** Takes nothing more, and resolves when what was taken has been consumed. */
  close(): Promise<void>;
  /** Waits no longer for a queue that is away: the close that is under way ends soon. */
  abandon(): void;
}

/** A queue by home that may lose everything, deliver twice, late or out of order. BullMQ, on Postgres or on Redis. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis';
  /** Hands over in one call; what already waits there under the same id stays as it is. */
  add(home: string, deliveries: readonly Delivery[]): Promise<void>;
  consume(options: ConsumerOptions): Consumer;
  /** Whether it can be reached now. */
  reachable(): Promise<boolean>;
  close(): Promise<void>;
}
