import { type HeldJob, type OutboxStore } from './outbox.store';

const RENEWALS_PER_LEASE = 3;

/** Keeps a row's lease while its handler runs, and says once when it was lost: to another worker, to a person, or by not reaching Postgres. */
export class JobLease {
  private readonly timer: NodeJS.Timeout;
  private renewedAt = performance.now();
  private ended = false;

  constructor(
    private readonly store: OutboxStore,
    private readonly held: HeldJob,
    private readonly leaseSeconds: number,
    private readonly onLost: () => void,
  ) {
    this.timer = setInterval(() => void this.renew(), (leaseSeconds * 1000) / RENEWALS_PER_LEASE);
  }

  end(): void {
    this.ended = true;
    clearInterval(this.timer);
  }

  private async renew(): Promise<void> {
    const startedAt = performance.now();
    const kept = await this.store.renew(this.held, this.leaseSeconds).catch(() => 'unknown' as const);
    if (this.ended) return;
    if (kept === true) this.renewedAt = startedAt;
    const lapsed = performance.now() - this.renewedAt > this.leaseSeconds * 1000;
    if (kept === false || lapsed) {
      this.end();
      this.onLost();
    }
  }
}
