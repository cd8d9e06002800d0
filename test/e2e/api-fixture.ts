import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { checkCharacterOf, Identity } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { createApi, type ApiParts } from '../../apps/api/api';
import { quietConfiguration } from '../../apps/api/configuration/quiet-configuration.fixture';
import { outboxReadings } from '../../apps/api/observation/exchange-readings';
import { testDatabase, type TestDatabase } from '../support';

export const password = 'correct horse battery';
export const operatorEmail = 'operator@exchange.example';

export interface TestApi {
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  /** Where it listens, on a port of this machine. */
  readonly url: string;
  /** Lines of its log, as objects. */
  readonly log: readonly Record<string, unknown>[];
  /** Asks over real HTTP. `as` is a cookie or a token. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  signIn(email: string, secret?: string): Promise<string>;
  close(): Promise<void>;
}

export interface AskOptions {
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests look into answers of every shape.
  readonly body: Record<string, never> & { [key: string]: unknown };
}

let numbers = 0;

export const newCreditCode = (): string => {
  const body = `9145000000000${String((numbers += 1)).padStart(4, '0')}`;
  return body + checkCharacterOf(body);
};

/** The API on a real Postgres and a real port, with its first operator. */
export async function testApi(parts: Partial<ApiParts> = {}): Promise<TestApi> {
  const database = await testDatabase();
  const log: Record<string, unknown>[] = [];
  const app = await createApi({
    configuration: { ...quietConfiguration, logLevel: 'debug' },
    connections: database.connections,
    readings: outboxReadings(database.connections.relay),
    logTo: { write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>) },
    ...parts,
  });
  orThrow(
    await app.get(Identity).createFirstOperator({
      organisation: { creditCode: newCreditCode(), name: '北部湾数据交易所', roles: ['exchange', 'agency', 'custodian'] },
      email: operatorEmail,
      name: '林操作',
      password,
    }),
  );
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const ask = (method: string, path: string, options?: AskOptions) => askAt(url, method, path, options);
  return {
    app,
    database,
    url,
    log,
    ask,
    signIn: async (email, secret = password) => {
      const { headers, status, text } = await ask('POST', '/api/session', { body: { email, password: secret } });
      if (status !== 201) throw new Error(`sign-in answered ${status}: ${text}`);
      return (headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    },
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

async function askAt(url: string, method: string, path: string, { as, body, headers = {} }: AskOptions = {}): Promise<Answer> {
  const credential: Record<string, string> =
    as === undefined ? {} : as.startsWith('mbt_') ? { authorization: `Bearer ${as}` } : { cookie: as };
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: { ...credential, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = text !== '' && /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, body: (isJson ? JSON.parse(text) : {}) as Answer['body'] };
}
