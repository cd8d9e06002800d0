import { type Redis } from 'ioredis';
import { type QueueLogger } from './queue-logger';

/**
 * What Redis must be told for a queue. Neither setting decides whether a job is done, the outbox does; but a Redis that forgets or evicts makes
 * jobs wait until their leases run out. A managed Redis may not answer: said, and left there.
 */
export async function warnOfUnsafeSettings(redis: Redis, logger: QueueLogger): Promise<void> {
  try {
    const appendOnly = await settingOf(redis, 'appendonly');
    const policy = await settingOf(redis, 'maxmemory-policy');
    if (appendOnly !== 'yes')
      logger.warn({ setting: 'appendonly', value: appendOnly }, 'Redis keeps no append-only file: a crash loses the queue');
    if (policy !== 'noeviction') logger.warn({ setting: 'maxmemory-policy', value: policy }, 'Redis may evict the queue: set noeviction');
  } catch (error) {
    logger.warn({ error: (error as Error).name }, 'the settings of Redis can not be read: check appendonly and maxmemory-policy yourself');
  }
}

/** ioredis 6 answers CONFIG GET with a map on RESP3 and with a list of pairs on RESP2. */
async function settingOf(redis: Redis, name: string): Promise<string | undefined> {
  const answer: unknown = await redis.config('GET', name);
  if (Array.isArray(answer)) return answer[1] as string | undefined;
  return (answer as Readonly<Record<string, string>>)[name];
}
