import { PostgresBackend } from './postgres-backend';
import { type QueueBackend } from './queue-backend';
import { type QueueLogger } from './queue-logger';
import { RedisBackend } from './redis-backend';

export interface QueueBackendRequest {
  readonly relayUrl: string;
  /** `REDIS_URL`; absent or empty: the queue lives in Postgres. */
  readonly redisUrl?: string;
  readonly logger: QueueLogger;
}

export const createQueueBackend = ({ relayUrl, redisUrl, logger }: QueueBackendRequest): QueueBackend =>
  redisUrl ? new RedisBackend(redisUrl, logger) : new PostgresBackend(relayUrl, logger);
