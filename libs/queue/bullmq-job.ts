import { type BulkJobOptions, type WorkerOptions } from 'bullmq';
import { type Delivery, deliveryId } from './delivery';
import { type ConsumerOptions } from './queue-backend';

/** Ids alone, in short keys: the queue keeps them in clear text, and a job more than once. */
export interface DeliveryData {
  readonly o: string;
  readonly i: string;
  readonly a: number;
}

/**
 * A job that ended is removed at once: the outbox has its history, and a kept one would make the queue ignore its id. The queue never repeats
 * or delays anything itself.
 */
const OPTIONS: BulkJobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true };

export const bulkJobOf = (delivery: Delivery): { name: string; data: DeliveryData; opts: BulkJobOptions } => ({
  name: delivery.job,
  data: { o: delivery.organisationId, i: delivery.id, a: delivery.attempts },
  opts: { ...OPTIONS, jobId: deliveryId(delivery) },
});

export const deliveryOf = (job: { readonly name: string; readonly data: DeliveryData }): Delivery => ({
  organisationId: job.data.o,
  id: job.data.i,
  job: job.name,
  attempts: job.data.a,
});

/** Events are read by nobody (`QueueEvents` loses some on the Postgres backend): keep the fewest. */
export const EVENT_LIMIT = 100;

/** The largest that the Postgres backend's column holds. */
const STALLED_LIMIT = 2 ** 31 - 1;

/** A stalled job goes back to waiting however often it happens: the limit that counts is the outbox's. */
export const workerOptionsOf = ({ concurrency, lockSeconds }: ConsumerOptions): Omit<WorkerOptions, 'connection'> => ({
  concurrency,
  lockDuration: lockSeconds * 1000,
  stalledInterval: lockSeconds * 1000,
  maxStalledCount: STALLED_LIMIT,
  runRetryDelay: 1000,
});
