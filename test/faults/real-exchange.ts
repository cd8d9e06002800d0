import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startEmbeddedPostgres, withClient, type EmbeddedPostgres, type RoleUrls } from '#libs/database';
import { ok, orThrow } from '#libs/kernel';
import { DATABASE_NAME } from '../../apps/composition/database-access';
import { prepareSchema } from '../../apps/composition/schema';
import { demoExchange } from '../../apps/cli/demo/demo-people';
import { ensureOperator } from '../../apps/cli/first-operator';
import { makeSimulation } from '../../apps/cli/simulation';
import { ProgramProcess } from './program-process';

/** Of a simulation that lives as long as its test. */
export const PASSWORD = 'people of the fault tests';
/** What a lost worker held is given to another this soon. */
const LEASE_LIMIT_SECONDS = 3;

/** Postgres, API and worker as a user runs them, each to be struck by itself. */
export class RealExchange {
  readonly api: ProgramProcess;
  readonly worker: ProgramProcess;
  private readonly programs: ProgramProcess[] = [];

  private constructor(
    readonly folder: string,
    private postgres: EmbeddedPostgres,
    readonly urls: RoleUrls,
    private readonly port: number,
    private readonly redisUrl: string | undefined,
  ) {
    this.api = this.program('api');
    this.worker = this.program('worker');
  }

  static async start(redisUrl?: string): Promise<RealExchange> {
    const folder = await mkdtemp(join(tmpdir(), `medbourse-test-${process.pid}-faults-`));
    await chmod(folder, 0o755); // Postgres started by root runs as another user, who must reach it.
    const postgres = orThrow(await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres') }));
    try {
      const urls = orThrow(await prepareSchema({ dataFolder: folder, databaseUrl: postgres.url }));
      orThrow(await makeSimulation(urls));
      orThrow(await ensureOperator(urls, { session: { idleMinutes: 120, maxHours: 12 } }, operator));
      const exchange = new RealExchange(folder, postgres, urls, await freePort(), redisUrl);
      await exchange.startPrograms();
      return exchange;
    } catch (error) {
      await postgres.stop();
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The superuser's, on the exchange's database. */
  get administratorUrl(): string {
    return Object.assign(new URL(this.postgres.url), { pathname: `/${DATABASE_NAME}` }).href;
  }

  /** One more worker on the same database. */
  anotherWorker(): ProgramProcess {
    return this.program('worker');
  }

  async startPrograms(): Promise<void> {
    await Promise.all([this.api.start(), this.worker.start()]);
  }

  async killPrograms(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.end('SIGKILL')));
  }

  /** Immediate shutdown: nothing is written back, the next start recovers from the log. */
  async crashPostgres(): Promise<void> {
    process.kill(this.postgres.pid, 'SIGQUIT');
    await this.postgres.ended;
  }

  async startPostgres(): Promise<void> {
    this.postgres = orThrow(await startEmbeddedPostgres({ dataFolder: join(this.folder, 'postgres'), port: this.postgres.port }));
  }

  /** Rows as the superuser sees them: to look, never to do the exchange's work. */
  async look<T extends object>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return orThrow(await withClient(this.administratorUrl, async (client) => ok((await client.query<T>(sql, [...parameters])).rows)));
  }

  async close(): Promise<void> {
    await this.killPrograms();
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private program(name: 'api' | 'worker'): ProgramProcess {
    const databaseUrl = new URL(this.urls.app);
    databaseUrl.username = '';
    databaseUrl.password = '';
    const environment = {
      ...process.env,
      MEDBOURSE_HOME: this.folder,
      PORT: String(this.port),
      DATABASE_URL: databaseUrl.href,
      REDIS_URL: this.redisUrl ?? '',
      LEASE_LIMIT_SECONDS: String(LEASE_LIMIT_SECONDS),
      LOG_LEVEL: 'info',
    };
    const program = new ProgramProcess(name, environment, join(this.folder, `${name}-${this.programs.length}.log`));
    this.programs.push(program);
    return program;
  }
}

const operator = () => ({
  organisation: { name: demoExchange.name, creditCode: demoExchange.creditCode, roles: ['exchange' as const, 'custodian' as const] },
  email: demoExchange.email,
  name: demoExchange.operator,
  password: PASSWORD,
});
