import { request as httpRequest, Agent as HttpAgent, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import { type Readable } from 'node:stream';
import { type Refusal } from '#libs/kernel';

export interface ServerRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly bytes?: Buffer;
  /** Of exactly so many bytes; made when the connection is there, destroyed with it. */
  readonly stream?: { readonly length: number; open(): Readable };
  /** Is told of bytes as they go. */
  readonly onSent?: (bytes: number) => void;
}

export interface ServerAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The JSON of the body; empty where there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** No answer came: the connection could not be made, or broke. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** A line on which nothing moves for so long is broken. The server may hash a whole file before it answers. */
const SILENCE_LIMIT_MS = 120_000;
const ANSWER_LIMIT_BYTES = 64 * 1024 * 1024;

/** The server's HTTP, with a token. One connection a job is kept open. */
export class ServerClient {
  private readonly agent: HttpAgent | HttpsAgent;

  constructor(
    private readonly server: URL,
    private readonly token: string,
    private readonly signal: AbortSignal,
  ) {
    this.agent = server.protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  }

  /** Whatever the server answered. Throws `NoAnswer`. */
  send(asked: ServerRequest): Promise<ServerAnswer> {
    const payload = asked.json === undefined ? asked.bytes : Buffer.from(JSON.stringify(asked.json));
    const length = asked.stream?.length ?? payload?.length ?? 0;
    const headers = {
      authorization: `Bearer ${this.token}`,
      ...(asked.json !== undefined && { 'content-type': 'application/json' }),
      ...(asked.method !== 'GET' && asked.method !== 'HEAD' && { 'content-length': String(length) }),
      ...asked.headers,
    };
    return new Promise((resolve, reject) => {
      const start = this.server.protocol === 'https:' ? httpsRequest : httpRequest;
      const request = start(new URL(asked.path, this.server), { method: asked.method, agent: this.agent, headers, signal: this.signal });
      let answered = false;
      const fail = (reason: string): void => {
        if (!answered) reject(new NoAnswer(reason));
        request.destroy();
      };
      request.setTimeout(SILENCE_LIMIT_MS, () => fail('nothing moved any more'));
      request.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
      request.on('response', (response) => {
        answered = true;
        // An answer before all was sent is a refusal: the rest need not go.
        answerOf(response)
          .then(resolve, (error: Error) => reject(new NoAnswer(error.message)))
          .finally(() => {
            if (!request.writableFinished) request.destroy();
          });
      });
      if (asked.stream) pour(asked.stream, request, { onSent: asked.onSent, fail });
      else request.end(payload, () => asked.onSent?.(length));
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

type Outgoing = ReturnType<typeof httpRequest>;

/** A file that became shorter would leave the server waiting for the rest. */
function pour(
  { length, open }: NonNullable<ServerRequest['stream']>,
  request: Outgoing,
  { onSent, fail }: { readonly onSent?: (bytes: number) => void; readonly fail: (reason: string) => void },
): void {
  const stream = open();
  let sent = 0;
  request.on('close', () => stream.destroy());
  stream.on('data', (chunk: Buffer) => {
    sent += chunk.length;
    onSent?.(chunk.length);
    if (!request.write(chunk)) stream.pause();
  });
  request.on('drain', () => stream.resume());
  stream.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
  stream.on('end', () => (sent === length ? request.end() : fail('the file became shorter')));
}

async function answerOf(response: IncomingMessage): Promise<ServerAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > ANSWER_LIMIT_BYTES) throw new Error('the answer has no end');
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: parsed(Buffer.concat(chunks).toString()) };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? { items: value } : (value as Record<string, unknown>);
  } catch {
    return {};
  }
}

/** What the server said in place of doing it (RFC 9457). A proxy in between may say it in its own way. */
export function refusalOf({ status, body }: ServerAnswer): Refusal {
  const { code, detail, facts, state } = body;
  return {
    code: typeof code === 'string' ? code : `http.${status}`,
    kind: 'unavailable',
    message:
      typeof detail === 'string' ? detail : `The server answered with status ${status}, and not as an exchange does: is --server right?`,
    ...(typeof facts === 'object' && facts !== null && { facts: facts as Refusal['facts'] }),
    ...(typeof state === 'string' && { state }),
  };
}
