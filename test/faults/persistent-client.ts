import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient, ProblemError } from '../../apps/cli/demo/api-client';

const LIMIT_MS = 60_000;
const AGAIN_AFTER_MS = 50;

export interface Upload {
  readonly url: URL;
  readonly cookie: string;
  readonly file: string;
  readonly sha256: string;
}

export interface ClientHooks {
  /** A change was sent and not answered yet. */
  readonly onSent?: () => void;
  readonly beforeUpload?: (upload: Upload) => Promise<void>;
}

/** A person whose program asks again, with the same key, where no answer came or the exchange said that it is not available; after anything else it gives up. */
export class PersistentClient extends ApiClient {
  constructor(
    person: ApiClient,
    private readonly hooks: ClientHooks,
  ) {
    super(person.url);
    this.cookie = person['cookie'];
  }

  override get<T>(path: string): Promise<T> {
    return again(() => super.get<T>(path));
  }

  override post<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const keyed = { 'idempotency-key': randomUUID(), ...headers };
    return this.sent(() => super.post<T>(path, body, keyed));
  }

  override postBytes<T>(path: string, bytes: Buffer, type: string): Promise<T> {
    return this.sent(() => super.postBytes<T>(path, bytes, type));
  }

  override async putFile(path: string, file: string, sha256: string): Promise<void> {
    await this.hooks.beforeUpload?.({ url: new URL(path, this.url), cookie: this.cookie, file, sha256 });
    return this.sent(() => super.putFile(path, file, sha256));
  }

  private sent<T>(work: () => Promise<T>): Promise<T> {
    return again(() => {
      const answer = work();
      this.hooks.onSent?.();
      return answer;
    });
  }
}

async function again<T>(work: () => Promise<T>): Promise<T> {
  const limit = Date.now() + LIMIT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || Date.now() > limit) throw error;
      await delay(AGAIN_AFTER_MS);
    }
  }
}

/** `fetch` throws a TypeError where the connection failed or broke; of another realm than the test's, so it is known by its words. */
const isPassing = (error: unknown): boolean =>
  error instanceof ProblemError ? error.status === 503 : /^(fetch failed|terminated)$/.test((error as Error).message);
