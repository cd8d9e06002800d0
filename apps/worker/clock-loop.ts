import { setTimeout as delay } from 'node:timers/promises';
import { type ClockRunner } from '#libs/case-runtime';
import { type QueueLogger } from '#libs/queue';

/** Between two looks at the clocks. Legal limits are days; a second is for the simulation, whose time is moved by hand. */
const EVERY_MS = 1_000;

/** Looks for clocks that ran out, for as long as it is not stopped. */
export class ClockLoop {
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;

  constructor(
    private readonly clocks: ClockRunner,
    private readonly logger: QueueLogger,
  ) {}

  start(): void {
    this.loop ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    await this.quietly(() => this.clocks.recount());
    while (!signal.aborted) {
      await this.quietly(() => this.clocks.round());
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A clock whose command is refused stays due and is met again in the next round; it must not hold up others, nor spin. */
  private async quietly(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn({ error: String(error) }, 'clocks could not be served: tried again');
    }
  }
}
