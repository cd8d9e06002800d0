import { type QueueLogger } from './queue-logger';

const SAID_AGAIN_AFTER_MS = 10_000;
const KINDS_LIMIT = 100;

/**
 * Says what the queue reports, but the same only now and then: a Redis that is away is reported by every connection at every attempt. BullMQ knows
 * nothing but ids, so its messages hold nothing else.
 */
export function backendErrors(logger: QueueLogger, backend: string): (error: Error) => void {
  const saidAt = new Map<string, number>();
  return ({ message }) => {
    const kind = message.replace(/[0-9a-f-]{36}(\.\d+)?/g, '');
    const now = performance.now();
    if (now - (saidAt.get(kind) ?? -Infinity) < SAID_AGAIN_AFTER_MS) return;
    if (saidAt.size >= KINDS_LIMIT) saidAt.clear();
    saidAt.set(kind, now);
    logger.warn({ error: message, backend }, 'the queue reported an error');
  };
}
