import { Redis } from 'ioredis';

const RECONNECT_LIMIT_MS = 2_000;

/**
 * A worker's connection, which connects again for ever until it is abandoned. BullMQ makes a copy of it for the command that blocks, and closing a
 * worker it disconnects that copy and waits for its end; where the copy was between two attempts there is no end, and BullMQ waits for
 * ever. One more attempt, after which none follows, brings it about.
 */
export class WorkerConnection extends Redis {
  private readonly copies: Redis[] = [];
  private readonly fate: { abandoned: boolean };

  constructor(url: string) {
    const fate = { abandoned: false };
    const retryStrategy = (attempt: number) => (fate.abandoned ? null : Math.min(attempt * 100, RECONNECT_LIMIT_MS));
    super(url, { retryStrategy, maxRetriesPerRequest: null, connectionName: 'medbourse-worker' });
    this.fate = fate;
  }

  override duplicate(...parameters: Parameters<Redis['duplicate']>): Redis {
    const copy = super.duplicate(...parameters);
    this.copies.push(copy);
    return copy;
  }

  abandon(): void {
    this.fate.abandoned = true;
    for (const copy of this.copies) copy.connect().catch(() => undefined);
  }
}
