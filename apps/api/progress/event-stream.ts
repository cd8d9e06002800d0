import { type FastifyReply, type FastifyRequest } from 'fastify';
import { orThrow } from '#libs/kernel';
import { refuseRequest } from '../request/request.errors';

/** One server-sent event. `id` comes back as `Last-Event-ID` when the browser connects anew. `data` is sent as JSON. */
export interface StreamEvent {
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

/** Events from some place on. It ends when `signal` aborts; when it ends by itself, the stream is complete. */
export type EventSource = (signal: AbortSignal, lastEventId: string | null) => AsyncIterable<StreamEvent>;

export interface EventStreamOptions {
  readonly heartbeatMs: number;
  /** Open streams of this process at most: each holds a socket and a timer. */
  readonly limit: number;
  /** Asked at each heartbeat: a stream must not outlive the session that opened it. */
  readonly stillAllowed: (request: FastifyRequest) => Promise<boolean>;
}

/** Progress as server-sent events (HTML, 9.2). One object per process; `closeAll` ends the streams so that a shutdown need not wait for them. */
export class EventStreams {
  private readonly open = new Set<AbortController>();
  private closing = false;

  constructor(private readonly options: EventStreamOptions) {}

  get size(): number {
    return this.open.size;
  }

  /** Takes the reply over and resolves when the stream has ended. Throws the refusal `request.too-many-streams` before it begins. */
  async send(request: FastifyRequest, reply: FastifyReply, source: EventSource): Promise<void> {
    if (this.closing || this.open.size >= this.options.limit)
      orThrow(refuseRequest('request.too-many-streams', 'Too many progress streams are open. Ask for the record instead.'));
    const abort = new AbortController();
    this.open.add(abort);
    reply.hijack();
    const { raw } = reply;
    raw.once('close', () => abort.abort());
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    const heartbeat = setInterval(() => void this.beat(request, reply, abort), this.options.heartbeatMs);
    try {
      await pump(reply, source(abort.signal, lastEventIdOf(request)), abort.signal);
    } catch (error) {
      request.log.error({ error: error instanceof Error ? error.name : typeof error }, 'an event stream broke off');
    } finally {
      clearInterval(heartbeat);
      this.open.delete(abort);
      abort.abort();
      raw.end();
    }
  }

  closeAll(): void {
    this.closing = true;
    for (const abort of this.open) abort.abort();
  }

  private async beat(request: FastifyRequest, reply: FastifyReply, abort: AbortController): Promise<void> {
    const allowed = await this.options.stillAllowed(request).catch(() => false);
    if (!allowed) abort.abort();
    else if (!abort.signal.aborted) reply.raw.write(':\n\n');
  }
}

async function pump(reply: FastifyReply, events: AsyncIterable<StreamEvent>, signal: AbortSignal): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  const ended = new Promise<{ done: true; value: undefined }>((resolve) => {
    signal.addEventListener('abort', () => resolve({ done: true, value: undefined }), { once: true });
  });
  try {
    for (;;) {
      // The race lets go of a source that does not heed its signal.
      const next = await Promise.race([iterator.next(), ended]);
      if (next.done || signal.aborted) return;
      if (!reply.raw.write(encodeEvent(next.value))) await drained(reply, ended);
    }
  } finally {
    void iterator.return?.();
  }
}

/** A slow reader holds its own source up, not the process's memory. */
const drained = (reply: FastifyReply, ended: Promise<unknown>): Promise<unknown> =>
  Promise.race([ended, new Promise((resolve) => reply.raw.once('drain', resolve))]);

/** Names and ids come from code; a line break in them would forge a second event. */
export const encodeEvent = ({ id, event, data }: StreamEvent): string => {
  if (/[\r\n\0]/.test(event + (id ?? ''))) throw new Error('a line break in the name or id of an event');
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
};

function lastEventIdOf(request: FastifyRequest): string | null {
  const id = request.headers['last-event-id'];
  return typeof id === 'string' && id.length <= 200 ? id : null;
}
