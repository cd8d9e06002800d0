import { type Pool } from 'pg';
import { type Delivery } from './delivery';
import { type QueueBackend } from './queue-backend';
import { type QueueLogger } from './queue-logger';
import { RelayAlarm } from './relay-alarm';
import { relayPool } from './relay-pool';

export interface RelayLimits {
  /** Rows in one hand-over. */
  readonly batch: number;
  /** How many jobs of an organisation may be with a home's queue and workers at once: what others wait for at most. */
  readonly inFlight: number;
  /** After how long a job that no worker took is handed over again. It costs little, for the queue knows it by its id. */
  readonly queuedLeaseSeconds: number;
  /** How often lapsed leases are looked for. */
  readonly sweepSeconds: number;
  /** Between looks for new rows while there is work. */
  readonly pollMs: number;
  /** Between looks while there is none; a notification ends it early, a row that comes due does not. */
  readonly dozeMs: number;
  /** How long without work before it dozes. */
  readonly awakeMs: number;
}

export const DEFAULT_RELAY_LIMITS: RelayLimits = {
  batch: 200,
  inFlight: 50,
  queuedLeaseSeconds: 30,
  sweepSeconds: 2,
  pollMs: 10,
  dozeMs: 500,
  awakeMs: 1_000,
};

export interface RelayOptions {
  readonly relayUrl: string;
  readonly backend: QueueBackend;
  readonly logger: QueueLogger;
  /** Told for each row how long it had been due when the queue had it, in milliseconds. */
  readonly onRelayed?: (lagMs: number) => void;
  readonly limits?: Partial<RelayLimits>;
}

interface TakenRow extends Delivery {
  readonly home: string;
  readonly lagMs: number;
}

const POOL_SIZE = 2;
const AFTER_FAILURE_MS = 1_000;

/**
 * Hands rows of the outbox to the queue. Any number of processes may run one. It keeps nothing in memory that matters: what it took and did
 * not hand over lapses, and what a crash of Postgres makes it forget is handed over again, which changes nothing.
 */
export class Relay {
  private readonly pool: Pool;
  private readonly alarm: RelayAlarm;
  private readonly limits: RelayLimits;
  private stopping = false;
  private loop: Promise<void> | undefined;
  private stopped: Promise<void> | undefined;
  private sweptAt = 0;
  private movedAt = 0;

  constructor(private readonly options: RelayOptions) {
    this.limits = { ...DEFAULT_RELAY_LIMITS, ...options.limits };
    this.pool = relayPool(options.relayUrl, { size: POOL_SIZE, program: 'relay', durable: false });
    this.alarm = new RelayAlarm(options.relayUrl, this.pool, options.logger);
  }

  start(): void {
    this.loop ??= this.run();
  }

  /** Finishes what it is handing over. The backend stays the caller's to close. */
  stop(): Promise<void> {
    return (this.stopped ??= this.end());
  }

  private async end(): Promise<void> {
    this.stopping = true;
    this.alarm.ring();
    await this.loop;
    await this.alarm.close();
    await this.pool.end();
  }

  private async run(): Promise<void> {
    this.alarm.listen();
    while (!this.stopping) {
      try {
        await this.turn();
      } catch (error) {
        // The relay sees ids alone, so an error's message holds nothing else.
        this.options.logger.warn({ error: String(error) }, 'the relay could not hand over jobs: tried again');
        if (!this.stopping) await this.alarm.rest(AFTER_FAILURE_MS);
      }
    }
  }

  private async turn(): Promise<void> {
    if (performance.now() - this.sweptAt >= this.limits.sweepSeconds * 1000) await this.sweep();
    const moved = await this.move();
    if (moved > 0) await this.alarm.awake();
    if (moved === this.limits.batch) return;
    // After less than a batch too: many small hand-overs cost Postgres more than a short wait costs anybody.
    if (performance.now() - this.movedAt < this.limits.awakeMs) return this.alarm.rest(this.limits.pollMs);
    await this.alarm.doze(this.limits.dozeMs, () => this.move());
  }

  private async move(): Promise<number> {
    const { batch, inFlight, queuedLeaseSeconds } = this.limits;
    const taken = await this.take('outbox-relay-take', TAKE, [batch, inFlight, queuedLeaseSeconds]);
    if (taken.length > 0) this.movedAt = performance.now();
    const takenAt = performance.now();
    await this.handOver(taken);
    const handOverMs = performance.now() - takenAt;
    for (const { lagMs } of taken) this.options.onRelayed?.(lagMs + handOverMs);
    return taken.length;
  }

  private async sweep(): Promise<void> {
    const { batch, queuedLeaseSeconds } = this.limits;
    const lapsed = await this.take('outbox-relay-take-lapsed', TAKE_LAPSED, [batch, queuedLeaseSeconds]);
    // A full batch means that there may be more, and the next turn looks again.
    if (lapsed.length < batch) this.sweptAt = performance.now();
    await this.handOver(lapsed);
  }

  private async take(name: string, text: string, values: readonly unknown[]): Promise<TakenRow[]> {
    return (await this.pool.query<TakenRow>({ name, text, values: [...values] })).rows;
  }

  private async handOver(rows: readonly TakenRow[]): Promise<void> {
    const homes = new Set(rows.map(({ home }) => home));
    const outcomes = await Promise.allSettled(
      [...homes].map((home) =>
        this.handOverTo(
          home,
          rows.filter((row) => row.home === home),
        ),
      ),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async handOverTo(home: string, rows: readonly TakenRow[]): Promise<void> {
    try {
      await this.options.backend.add(home, rows);
    } catch (error) {
      await this.pool.query(GIVE_BACK, [
        rows.map(({ organisationId }) => organisationId),
        rows.map(({ id }) => id),
        rows.map(({ attempts }) => attempts),
      ]);
      throw error;
    }
  }
}

const TAKE = `
  select organisation_id as "organisationId", id, home, job, attempts, lag_ms as "lagMs" from outbox_take($1, $2, $3 * interval '1 s')`;

const TAKE_LAPSED = `
  select organisation_id as "organisationId", id, home, job, attempts, 0::double precision as "lagMs"
  from outbox_take_lapsed($1, $2 * interval '1 s')`;

const GIVE_BACK = `
  update outbox o set state = 'waiting', lease_until = null
  from unnest($1::uuid[], $2::uuid[], $3::integer[]) as d (organisation_id, id, attempts)
  where o.organisation_id = d.organisation_id and o.id = d.id and o.attempts = d.attempts and o.state = 'queued'`;
