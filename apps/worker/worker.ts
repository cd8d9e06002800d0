import { ClockRunner } from '#libs/case-runtime';
import { CENTRE, createQueueBackend, DEFAULT_RELAY_LIMITS, Relay, startWorkers, type QueueLogger, type Workers } from '#libs/queue';
import { type Exchange } from '../composition/exchange';
import { ClockLoop } from './clock-loop';

export interface WorkerOptions {
  /** Homes whose raw data this machine may touch. */
  readonly homes: readonly string[];
  /** Whether it also does the work of the centre, relays jobs and serves clocks. */
  readonly centre: boolean;
  readonly concurrency: number;
  /** For the hand-over to the queue and the queue's lock; jobs bring their own. */
  readonly leaseLimitSeconds?: number;
  readonly redisUrl?: string;
  readonly logger: QueueLogger;
  readonly onRelayed?: (lagMs: number) => void;
}

/** What a stopping worker gives its running jobs to finish. */
const GRACE_MS = 10_000;

/** A worker process's parts: the relay, the consumers of its homes, the clocks. */
export class ExchangeWorker {
  private readonly workers: Workers;
  private readonly relay: Relay;
  private readonly clocks: ClockLoop | undefined;

  constructor(
    private readonly exchange: Exchange,
    private readonly options: WorkerOptions,
  ) {
    const { redisUrl, logger, homes, centre, concurrency, leaseLimitSeconds = Infinity } = options;
    const queuedLeaseSeconds = Math.min(DEFAULT_RELAY_LIMITS.queuedLeaseSeconds, leaseLimitSeconds);
    const relayUrl = exchange.urls.relay;
    this.backend = createQueueBackend({ relayUrl, redisUrl, logger });
    this.relay = new Relay({ relayUrl, backend: this.backend, logger, onRelayed: options.onRelayed, limits: { queuedLeaseSeconds } });
    this.workers = startWorkers({
      homes: centre ? [...homes, CENTRE] : homes,
      concurrency,
      registry: exchange.jobs,
      backend: this.backend,
      relayUrl,
      logger,
      lockSeconds: leaseLimitSeconds === Infinity ? undefined : leaseLimitSeconds,
    });
    this.clocks = centre ? new ClockLoop(this.clockRunner(), logger) : undefined;
  }

  private readonly backend: ReturnType<typeof createQueueBackend>;

  start(): void {
    this.relay.start();
    this.clocks?.start();
  }

  /** Takes nothing new, lets what runs finish within a bound, and leaves the exchange's connections to its owner. */
  async stop(): Promise<void> {
    await this.clocks?.stop();
    await this.relay.stop();
    await this.workers.stop(GRACE_MS);
    await this.backend.close();
  }

  private clockRunner(): ClockRunner {
    const { connections, tenancy, runner } = this.exchange;
    return new ClockRunner(connections.relay, tenancy, runner, (clock) =>
      this.options.logger.warn(clock, 'a clock that ran out was refused'),
    );
  }
}
