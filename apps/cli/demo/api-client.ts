import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** What the API answered instead of doing it: problem details (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly request: string,
    readonly status: number,
    readonly problem: Readonly<Record<string, unknown>>,
  ) {
    super(
      `${request}: ${status} ${String(problem['code'])} ${String(problem['detail'] ?? '')} ${JSON.stringify(problem['facts'] ?? problem['fields'] ?? '')}`,
    );
  }
}

export interface CaseAnswer<D = Readonly<Record<string, never>>> {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly data: D;
  readonly openedAt: string;
  readonly changedAt: string;
  readonly clocks: readonly { readonly name: string; readonly state: string; readonly dueOn: string | null }[];
  readonly commands: readonly { readonly name: string; readonly allowed: boolean }[];
}

/** Between two looks at a case that others move. */
const LOOK_EVERY_MS = 150;
const WAIT_LIMIT_MS = 600_000;

/** One signed-in person over the public HTTP API; nothing else is used. */
export class ApiClient {
  protected cookie = '';

  constructor(readonly url: string) {}

  async signIn(email: string, password: string): Promise<{ readonly personId: string; readonly organisationId: string }> {
    const answer = await this.send('POST', '/api/session', { body: { email, password } });
    this.cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    return (await answer.json()) as { personId: string; organisationId: string };
  }

  async get<T>(path: string): Promise<T> {
    return (await (await this.send('GET', path)).json()) as T;
  }

  async post<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    return (await (await this.send('POST', path, { body, headers: { 'idempotency-key': randomUUID(), ...headers } })).json()) as T;
  }

  async postBytes<T>(path: string, bytes: Buffer, type: string): Promise<T> {
    return (await (
      await this.send('POST', path, { bytes, headers: { 'content-type': type, 'idempotency-key': randomUUID() } })
    ).json()) as T;
  }

  async put(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    await (await this.send('PUT', path, { body, headers })).text();
  }

  /** Streams a file; the server hashes it on the way and checks it against `sha256`. */
  async putFile(path: string, file: string, sha256: string): Promise<void> {
    const headers = { 'x-content-sha256': sha256, 'content-type': 'application/octet-stream' };
    await (await this.send('PUT', path, { stream: file, headers })).text();
  }

  /** The body as it streams. */
  async download(path: string): Promise<Response> {
    return this.send('GET', path);
  }

  async open(path: string, payload: unknown): Promise<string> {
    return (await this.post<{ caseId: string }>(path, payload)).caseId;
  }

  look<D = Readonly<Record<string, never>>>(path: string, id: string): Promise<CaseAnswer<D>> {
    return this.get<CaseAnswer<D>>(`/api/${path}/${id}`);
  }

  /** Looks at the case, as a screen would, and gives the command on what it saw. */
  async command(path: string, id: string, name: string, payload: unknown = {}): Promise<void> {
    const { version } = await this.look(path, id);
    await this.post(`/api/${path}/${id}/${name}`, payload, { 'if-match': `"${version}"` });
  }

  /** Waits until the case is in one of the states. */
  waitFor<D = Readonly<Record<string, never>>>(path: string, id: string, ...states: readonly string[]): Promise<CaseAnswer<D>> {
    return this.waitUntil<D>(path, id, ({ state }) => states.includes(state), states.join(' or '));
  }

  /** Looks until the condition holds; throws when it does not in time. */
  async waitUntil<D>(
    path: string,
    id: string,
    holds: (found: CaseAnswer<D>) => boolean,
    awaited = 'what was awaited',
  ): Promise<CaseAnswer<D>> {
    const limit = Date.now() + WAIT_LIMIT_MS;
    for (;;) {
      const found = await this.look<D>(path, id);
      if (holds(found)) return found;
      if (Date.now() > limit) throw new Error(`${path}/${id} is ${found.state} and did not come to ${awaited}`);
      await delay(LOOK_EVERY_MS);
    }
  }

  private async send(
    method: string,
    path: string,
    {
      body,
      stream,
      bytes,
      headers = {},
    }: { body?: unknown; stream?: string; bytes?: Buffer; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: {
        ...(this.cookie && { cookie: this.cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: stream ? (createReadStream(stream) as never) : (bytes ?? (body === undefined ? undefined : JSON.stringify(body))),
      ...(stream && { duplex: 'half' }),
      redirect: 'manual',
    } as RequestInit);
    if (response.ok) return response;
    const text = await response.text();
    throw new ProblemError(`${method} ${path}`, response.status, problemIn(text));
  }
}

function problemIn(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { code: 'no-problem-details', detail: text.slice(0, 200) };
  }
}
