import { Client, type Pool } from 'pg';
import { newId } from '#libs/kernel';
import { type QueueLogger } from './queue-logger';

const CHANNEL = 'medbourse_outbox';
/** How long a relay that died asleep makes writers notify in vain. */
const ASLEEP_SECONDS = 10;
const RECONNECT_MS = 2_000;
const NEVER = -Infinity;

/**
 * Wakes a relay when a row comes. Writers notify only while some relay says that it is asleep (why: `outbox.migration.ts`). A
 * write that was under way while a relay fell asleep may notify nobody: the length of the doze is its bound, and with it that of all that is
 * missed while the listening connection is away.
 */
export class RelayAlarm {
  private readonly id = newId();
  private client: Client | undefined;
  private reconnection: NodeJS.Timeout | undefined;
  private wake: (() => void) | undefined;
  private rung = false;
  private asleepSince = NEVER;
  private closed = false;

  constructor(
    private readonly relayUrl: string,
    private readonly pool: Pool,
    private readonly logger: QueueLogger,
  ) {}

  /** Connects in the background, and again whenever the connection breaks. */
  listen(): void {
    const client = new Client({ connectionString: this.relayUrl, application_name: 'medbourse-relay-alarm', keepAlive: true });
    this.client = client;
    client.on('notification', () => this.ring());
    client.on('error', () => undefined);
    client.on('end', () => this.listenAgain(client));
    client
      .connect()
      .then(() => client.query(`listen ${CHANNEL}`))
      .catch(() => client.end().then(() => this.listenAgain(client)));
  }

  /** Ends the rest that is under way, or else the next one. */
  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** Resolves after `ms`, or when rung. */
  async rest(ms: number): Promise<void> {
    if (!this.rung) await this.rungWithin(ms);
    this.rung = false;
  }

  /** Rests with writers told to notify. `look` finds what was written while they did not know yet; where it finds something, no rest. */
  async doze(ms: number, look: () => Promise<number>): Promise<void> {
    if (performance.now() - this.asleepSince > (ASLEEP_SECONDS * 1000) / 2) {
      this.asleepSince = performance.now();
      await this.say(ASLEEP_SECONDS);
      if ((await look()) > 0) return this.awake();
    }
    await this.rest(ms);
  }

  /** Spares the writers their notifications. */
  async awake(): Promise<void> {
    if (this.asleepSince === NEVER) return;
    this.asleepSince = NEVER;
    await this.say(0);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.reconnection);
    await this.pool.query('delete from outbox_relay where id = $1', [this.id]).catch(() => undefined);
    await this.client?.end().catch(() => undefined);
  }

  private rungWithin(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.wake = end;
    });
  }

  private async say(asleepSeconds: number): Promise<void> {
    await this.pool.query(SAY, [this.id, asleepSeconds]);
  }

  private listenAgain(client: Client): void {
    if (this.closed || this.client !== client) return;
    this.client = undefined;
    this.logger.warn({}, 'the relay is not notified of new jobs and looks for them: connecting again');
    this.reconnection = setTimeout(() => this.listen(), RECONNECT_MS);
  }
}

const SAY = `
  insert into outbox_relay (id, asleep_until) values ($1, clock_timestamp() + $2 * interval '1 s')
  on conflict (id) do update set asleep_until = excluded.asleep_until`;
