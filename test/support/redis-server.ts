import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '#libs/database';
import { startProcess, type Program } from './program';

/** A real Redis that keeps nothing on disk: a crash loses all. */
export class RedisServer {
  readonly redisUrl: string;
  private program: Program;
  private readonly client: Redis;

  private constructor(
    private readonly port: number,
    private readonly folder: string,
  ) {
    this.redisUrl = `redis://127.0.0.1:${port}`;
    this.program = this.spawn();
    this.client = new Redis(this.redisUrl, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    this.client.on('error', () => undefined);
  }

  /** @throws naming the package where redis-server is missing */
  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), `medbourse-test-${process.pid}-redis-`)));
    await server.answers();
    return server;
  }

  async empty(): Promise<void> {
    await this.client.flushall();
  }

  async crash(): Promise<void> {
    await this.program.stop('SIGKILL');
  }

  async restart(): Promise<void> {
    this.program = this.spawn();
    await this.answers();
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    await this.program.stop('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  private spawn(): Program {
    const settings = ['--bind', '127.0.0.1', '--port', `${this.port}`, '--dir', this.folder, '--save', '', '--appendonly', 'no'];
    return startProcess('redis-server', settings);
  }

  private async answers(): Promise<void> {
    const gone = this.program.ended.then(() => 'gone' as const);
    if ((await Promise.race([gone, this.client.ping()])) === 'gone') {
      this.client.disconnect();
      throw new Error(`redis-server did not start; it is in the package redis-server: ${this.program.output()}`);
    }
  }
}
