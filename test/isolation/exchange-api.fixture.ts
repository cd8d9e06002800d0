import diagnostics from 'node:diagnostics_channel';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance, type RouteOptions } from 'fastify';
import { checkCharacterOf, Identity } from '#libs/identity';
import { orThrow } from '#libs/kernel';
import { exchangeApi } from '../../apps/api/exchange-api';
import { quietConfiguration } from '../../apps/api/configuration/quiet-configuration.fixture';
import { composeExchange, type Exchange } from '../../apps/composition/exchange';
import { drainJobs, testDatabase, type TestDatabase } from '../support';
import { postgresOfRun } from '../support/postgres-of-run';

export const password = 'correct horse battery';

/** A route as Fastify knows it, whoever registered it. */
export interface Route {
  readonly method: string;
  readonly url: string;
  readonly access: 'public' | 'optional' | 'closed';
}

/** The composed application on a database, a store and a port of its own. */
export interface ExchangeApi {
  readonly exchange: Exchange;
  readonly database: TestDatabase;
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly dataFolder: string;
  /** Fastify's own table: what the document lists, and all that it does not. */
  readonly routes: readonly Route[];
  /** Runs jobs as they are queued, for as long as `work` takes. */
  whileJobsRun<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const PUMP_MS = 20;

export interface ExchangeApiOptions {
  readonly storageUrl?: string;
}

/** `api` is composed as its process composes it; nothing is replaced but where its data lies. */
export async function startExchangeApi({ storageUrl }: ExchangeApiOptions = {}): Promise<ExchangeApi> {
  const database = await testDatabase();
  const dataFolder = await mkdtemp(join(tmpdir(), 'medbourse-e2e-'));
  await writeFile(join(dataFolder, 'role-passwords.json'), JSON.stringify(postgresOfRun().passwords));
  const databaseUrl = database.administratorUrl;
  const exchange = orThrow(await composeExchange({ program: 'test', dataFolder, databaseUrl, storageUrl }));
  const { app, routes } = await routesOf(() =>
    exchangeApi(exchange, {
      configuration: quietConfiguration,
    }),
  );
  await app.listen(0, '127.0.0.1');
  return {
    ...{ exchange, database, app, dataFolder, routes },
    url: await app.getUrl(),
    whileJobsRun: (work) => whileJobsRun(database, exchange, work),
    close: async () => {
      await app.close();
      await exchange.close();
      await database.drop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Fastify tells of each instance that begins, so every route is seen on its way in, also those that no controller has. */
async function routesOf(start: () => Promise<NestFastifyApplication>): Promise<{ app: NestFastifyApplication; routes: readonly Route[] }> {
  const routes: Route[] = [];
  const watch = (message: unknown): void => {
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', (route) => void routes.push(...routesFrom(route)));
  };
  diagnostics.subscribe('fastify.initialization', watch);
  try {
    return { app: await start(), routes };
  } finally {
    diagnostics.unsubscribe('fastify.initialization', watch);
  }
}

const routesFrom = ({ method, url, config }: RouteOptions): Route[] =>
  [method].flat().map((name) => ({ method: name, url, access: config?.access ?? 'closed' }));

async function whileJobsRun<T>(database: TestDatabase, { jobs }: Exchange, work: () => Promise<T>): Promise<T> {
  const done = new AbortController();
  const pump = async (): Promise<void> => {
    while (!done.signal.aborted) {
      await drainJobs(database, jobs);
      await delay(PUMP_MS, undefined, { signal: done.signal }).catch(() => undefined);
    }
  };
  const pumping = pump();
  try {
    return await Promise.race([work(), pumping.then(() => Promise.reject(new Error('the jobs stopped')))]);
  } finally {
    done.abort();
    await pumping;
  }
}

let numbers = 0;

export const newCreditCode = (): string => {
  const body = `9145000000000${String((numbers += 1)).padStart(4, '0')}`;
  return body + checkCharacterOf(body);
};

/** The one who registers all others. */
export async function firstOperator({ app }: ExchangeApi): Promise<{ email: string }> {
  const email = 'operator@first.example';
  const organisation = { creditCode: newCreditCode(), name: '首家数据交易所', roles: ['exchange' as const] };
  orThrow(await app.get(Identity).createFirstOperator({ organisation, email, name: '首位操作员', password }));
  return { email };
}
