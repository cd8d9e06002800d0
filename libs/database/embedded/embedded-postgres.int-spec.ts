import { chmod, mkdir, mkdtemp, readFile, readlink, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { type Result, ok, orThrow } from '#libs/kernel';
import { startProcess, startProgram, stopPrograms } from '../../../test/support/program';
import { until } from '../../../test/support/until';
import { withClient } from '../client';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres';
import { freePort } from './free-port';

const settings = { fsync: 'off' };

describe('embedded Postgres', () => {
  let folder: string;
  const started: EmbeddedPostgres[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), `medbourse-test-${process.pid}-`));
    await chmod(folder, 0o755);
  });
  afterEach(async () => {
    await stopPrograms();
    for (const postgres of started.splice(0)) await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> => {
    const postgres = orThrow(await startEmbeddedPostgres({ dataFolder: folder, settings, ...options }));
    started.push(postgres);
    return postgres;
  };
  const refusalOf = async (options: Partial<EmbeddedPostgresOptions> = {}) => {
    const result = await startEmbeddedPostgres({ dataFolder: folder, settings, ...options });
    if (result.ok) started.push(result.value);
    return result.ok ? undefined : result.refusal;
  };

  it('serves Postgres 18 in UTF-8 on 127.0.0.1 alone, to who knows the password', async () => {
    const postgres = await start();
    const [server] = orThrow(
      await query(
        postgres.url,
        `select current_setting('server_version') as version, current_setting('listen_addresses') as address, current_setting('server_encoding') as encoding`,
      ),
    );
    expect(server).toEqual({ version: expect.stringMatching(/^18\./), address: '127.0.0.1', encoding: 'UTF8' });
    const stranger = new Client({ connectionString: postgres.url.replace(/:[^:@]+@/, ':guess@') });
    await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(folder, 'superuser-password'))).mode & 0o777).toBe(0o600);
  });

  it('keeps the data over a restart, on the port asked for', async () => {
    const first = await start();
    orThrow(await query(first.url, 'create table kept as select 42 as value'));
    await first.stop();
    await first.stop();
    const port = await freePort();
    const second = await start({ port });
    expect(second.port).toBe(port);
    expect(await query(second.url, 'select value from kept')).toEqual(ok([{ value: 42 }]));
  });

  it('refuses a second start on the same folder and names the process', async () => {
    const { pid } = await start();
    expect(await refusalOf()).toMatchObject({ code: 'database.already-running', facts: { pid } });
  });

  it('refuses a port that another program has', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    );
    expect(await refusalOf({ port })).toMatchObject({ code: 'database.port-taken', facts: { port } });
    await new Promise((resolve) => server.close(resolve));
  });

  it('refuses data that another version made', async () => {
    const postgres = await start();
    await postgres.stop();
    await writeFile(join(folder, 'cluster', 'PG_VERSION'), '17\n');
    expect(await refusalOf()).toMatchObject({ code: 'database.other-version', facts: { found: '17', expected: '18' } });
  });

  it('refuses a folder that is none', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await refusalOf({ dataFolder: join(folder, 'file', 'below') })).toMatchObject({
      code: 'database.folder-unusable',
      facts: { error: 'ENOTDIR' },
    });
  });

  it('says what Postgres said where it does not start', async () => {
    expect(await refusalOf({ settings: { shared_buffers: 'plenty' } })).toMatchObject({
      code: 'database.start-failed',
      message: expect.stringContaining('invalid value for parameter "shared_buffers"'),
    });
  });

  it('does not take for a cluster what a broken-off initdb left', async () => {
    await mkdir(join(folder, 'cluster.unfinished'), { recursive: true });
    await writeFile(join(folder, 'cluster.unfinished', 'PG_VERSION'), '18\n');
    await start();
  });

  it('recovers at once from kill -9', async () => {
    const first = await start({ settings: {} });
    orThrow(await query(first.url, 'create table kept as select 42 as value'));
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    const second = await start();
    expect(await query(second.url, 'select value from kept')).toEqual(ok([{ value: 42 }]));
  });

  it('starts where the lock file of a killed server names what is another program now', async () => {
    const first = await start();
    const lockFile = join(folder, 'cluster', 'postmaster.pid');
    const lock = await readFile(lockFile, 'utf8');
    await first.stop();
    // Of the server's own user: another's process Postgres can't signal, and takes for none.
    const asServer = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : ['env'];
    const other = startProcess(asServer[0] as string, [...asServer.slice(1), 'sleep', '60']);
    await writeFile(lockFile, lock.replace(/^\d+/, String(other.pid)));
    await start();
  });

  it('ends with the process that started it, also by kill -9', async () => {
    const owner = startProgram('libs/database/embedded/fixtures/start-and-wait.ts', { parameters: [folder] });
    const pid = Number(await until(() => /postgres (\d+)\n/.exec(owner.output())?.[1]));
    await owner.stop('SIGKILL');
    await until(() => !isAlive(pid));
    await start();
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('puts the cluster elsewhere where the user of the server can not reach the folder', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const first = await start({ dataFolder: join(closed, 'data') });
    orThrow(await query(first.url, 'create table kept as select 42 as value'));
    await first.stop();
    const second = await start({ dataFolder: join(closed, 'data') });
    expect(await query(second.url, 'select value from kept')).toEqual(ok([{ value: 42 }]));
    await second.stop();
    const elsewhere = dirname(await readlink(join(closed, 'data', 'cluster')));
    expect(elsewhere).not.toContain(await realpath(folder));
    await rm(elsewhere, { recursive: true });
  });
});

function query(url: string, sql: string): Promise<Result<object[]>> {
  return withClient(url, async (client) => ok((await client.query<object>(sql)).rows));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
