import { setTimeout as delay } from 'node:timers/promises';
import { type Logger } from 'pino';
import { RECEIVER_BEAT_MS, type DicomReceiver, type ReceiverSigns } from '#libs/collection';
import { newId } from '#libs/kernel';

/** Says that the receiver listens, for as long as it does: the hospital's IT staff sees it at the endpoints of its assets. */
export class SignOfLife {
  private readonly id = newId();
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;

  constructor(
    private readonly signs: ReceiverSigns,
    private readonly receiver: DicomReceiver,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.loop ??= this.run();
  }

  /** Takes the sign down. One that is killed is missed after three beats. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await this.quietly(() => this.signs.end(this.id));
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.quietly(() => this.signs.beat(this.id, this.receiver));
      await delay(RECEIVER_BEAT_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A database that is away for a while is no reason to stop listening. */
  private async quietly(work: () => Promise<{ readonly ok: boolean }>): Promise<void> {
    const failed = await work().then(
      ({ ok }) => !ok,
      () => true,
    );
    if (failed) this.logger.warn('the sign of life could not be written: tried again');
  }
}
