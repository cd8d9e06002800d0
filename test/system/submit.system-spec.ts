/**
 * `medbourse submit` as a hospital runs it: the built command against a built exchange, through a connection that can be cut. Whatever is struck in the
 * middle — the command, the server, the line — goes on where it stopped, which the bytes on the line prove.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withClient } from '#libs/database';
import { ok, orThrow } from '#libs/kernel';
import { demoExchange } from '../../apps/cli/demo/demo-people';
import { type SubmissionTotals } from '../../apps/cli/submit/submit-folder';
import { generateChestCtStudy } from '../../apps/cli/synthetic';
import { BenchPerson, newAsset, newHospital, type BenchExchange } from '../bench/bench-exchange';
import { PASSWORD, RealExchange } from '../faults/real-exchange';
import { until } from '../support';
import { CuttingProxy } from '../support/cutting-proxy';

const command = join(__dirname, '..', '..', 'dist', 'apps', 'cli', 'main.js');
const LARGE_BYTES = 48_000_000;
/** What may go twice: what the buffers of sockets and the proxy held when it was cut. */
const BUFFERED_BYTES = 12_000_000;

let exchange: RealExchange;
let proxy: CuttingProxy;
let hospital: BenchPerson;
let token: string;
let folder: string;
let assetId: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  exchange = await RealExchange.start();
  proxy = await CuttingProxy.before(() => new URL(exchange.url));
  const operator = new BenchPerson(exchange.url);
  await operator.signIn(demoExchange.email, PASSWORD);
  hospital = await newHospital({ server: { url: exchange.url }, operator } as BenchExchange);
  ({ token } = await hospital.post<{ token: string }>('/api/tokens', { name: 'submit', roles: ['it'], days: 1 }));
}, 60_000);
beforeEach(async () => {
  assetId = await newAsset(hospital);
  folder = await mkdtemp(join(tmpdir(), 'medbourse-submit-'));
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await proxy.close();
  await exchange.close();
});

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly totals: SubmissionTotals; readonly said: string }>;
}

function submit(...further: readonly string[]): Run {
  const child = fork(command, ['submit', folder, '--asset', assetId, '--server', proxy.url, '--json', ...further], {
    env: { ...process.env, MEDBOURSE_TOKEN: token },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  let [out, said] = ['', ''];
  child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<Awaited<Run['ended']>>((resolve) => {
    child.once('close', (code) => {
      running.delete(child);
      resolve({ code, said, totals: JSON.parse(out === '' ? '{}' : out) as SubmissionTotals });
    });
  });
  return { child, ended };
}

const study = (patients: number): Promise<unknown> =>
  generateChestCtStudy({ folder, patients, slicesPerSeries: 20, rows: 64, columns: 64, seed: 'submit' });

/** A part-10 file by its mark, of bytes that nothing compresses. */
async function largeFile(): Promise<string> {
  const bytes = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), randomBytes(LARGE_BYTES)]);
  await writeFile(join(folder, 'large.dcm'), bytes);
  return createHash('sha256').update(bytes).digest('hex');
}

const entered = async (): Promise<string[]> =>
  (
    await exchange.look<{ sha256: string }>(
      `select f.sha256 from collection_file f join case_record c on c.id = f.case_id where c.asset_id = $1 and f.withdrawn_at is null`,
      [assetId],
    )
  ).map(({ sha256 }) => sha256);

async function spooledBytes(): Promise<number> {
  const spool = join(exchange.folder, 'spool', 'uploads', hospital.organisationId);
  const names = await readdir(spool).catch(() => [] as string[]);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(spool, name)).catch(() => ({ size: 0 }))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const gone = (bytes: number) => ({ what: `${bytes} bytes on the line`, timeoutMs: 30_000 });

it('sends a folder, names what is refused and sends the rest; the second run sends nothing', async () => {
  await study(2);
  await symlink('/etc/passwd', join(folder, 'link.dcm'));
  await writeFile(join(folder, '.DS_Store'), 'x');
  await writeFile(join(folder, 'setup.dcm'), 'MZ\x90\0 a program under another name');
  await mkdir(join(folder, '中文'));
  await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xd6, 0xd0, 0x2e, 0x74, 0x78, 0x74])]), 'of Chinese Windows');
  const first = await submit().ended;
  const files = first.totals.files;
  expect(first).toMatchObject({ code: 1, totals: { sent: files - 1, already: 0, ignored: 1, stopped: null } });
  expect(first.totals.refused.map(({ path, code }) => [path, code]).sort()).toEqual([
    ['link.dcm', 'submit.not-a-file'],
    ['setup.dcm', 'collection.executable'],
  ]);
  expect(first.said).toContain('setup.dcm: ');
  expect(await entered()).toHaveLength(files - 1);
  await rm(join(folder, 'link.dcm'));
  await rm(join(folder, 'setup.dcm'));
  const second = await submit('--seal').ended;
  expect(second).toMatchObject({
    code: 0,
    totals: { sent: 0, already: files - 1, refused: [], sentBytes: 0, sealed: { files: files - 1 } },
  });
});

it('that is killed in the middle goes on with what is missing', async () => {
  await study(6);
  const began = proxy.sent;
  const killed = submit('--jobs', '2');
  await until(() => proxy.sent - began > 300_000, gone(300_000));
  killed.child.kill('SIGKILL');
  await killed.ended;
  // What the server has in its hands then comes to its end first.
  const before = await settled(entered);
  const again = await submit().ended;
  expect(before.length).toBeGreaterThan(0);
  expect(again).toMatchObject({ code: 0, totals: { already: before.length, sent: again.totals.files - before.length, refused: [] } });
  expect(again.totals.sent).toBeGreaterThan(0);
  expect(await entered()).toHaveLength(again.totals.files);
});

it('goes on with a large file where the line was cut, and where the command was killed', async () => {
  const sha256 = await largeFile();
  const began = proxy.sent;
  proxy.cutAfter(15_000_000);
  const killed = submit();
  await until(() => proxy.sent - began > 30_000_000, gone(30_000_000));
  expect(proxy.wasCut).toBe(true);
  killed.child.kill('SIGKILL');
  await killed.ended;
  proxy.cutAfter(8_000_000, { quietly: true });
  expect(await submit().ended).toMatchObject({ code: 0, totals: { sent: 1, refused: [] } });
  expect(await entered()).toEqual([sha256]);
  expect(proxy.sent - began).toBeLessThan(LARGE_BYTES + 3 * BUFFERED_BYTES);
});

it('waits for a server that was killed and goes on with it', async () => {
  const sha256 = await largeFile();
  const began = proxy.sent;
  const run = submit();
  await until(() => proxy.sent - began > 15_000_000, gone(15_000_000));
  await exchange.api.end('SIGKILL');
  expect(await entered()).toEqual([]);
  await exchange.api.start();
  expect(await run.ended).toMatchObject({ code: 0, totals: { sent: 1 } });
  expect(await entered()).toEqual([sha256]);
  expect(proxy.sent - began).toBeLessThan(LARGE_BYTES + BUFFERED_BYTES);
});

it('whose server is killed between the last byte and the entry has the file entered by the next, without sending it again', async () => {
  const sha256 = await largeFile();
  const began = proxy.sent;
  const run = await withClient(exchange.administratorUrl, async (client) => {
    await client.query('begin');
    await client.query('lock table collection_file in exclusive mode');
    const started = submit();
    await until(async () => (await spooledBytes()) === LARGE_BYTES + 132, { what: 'the whole file in the spool', timeoutMs: 30_000 });
    const blocked = `from pg_stat_activity where wait_event_type = 'Lock' and query like '%collection_file%'`;
    await until(async () => (await exchange.look(`select 1 ${blocked}`)).length > 0, { what: 'the entry that waits', timeoutMs: 30_000 });
    await exchange.api.end('SIGKILL');
    // Postgres would carry out what a dead program asked for last.
    await exchange.look(`select pg_terminate_backend(pid) ${blocked}`);
    await client.query('rollback');
    return ok(started);
  }).then(orThrow);
  expect(await entered()).toEqual([]);
  await exchange.api.start();
  expect(await run.ended).toMatchObject({ code: 0, totals: { sent: 1 } });
  expect(await entered()).toEqual([sha256]);
  expect(await spooledBytes()).toBe(0);
  expect(proxy.sent - began).toBeLessThan(LARGE_BYTES + 100_000);
});

it('ends at Ctrl-C, says that it goes on from there, and does', async () => {
  const sha256 = await largeFile();
  const began = proxy.sent;
  const run = submit();
  await until(() => proxy.sent - began > 10_000_000, gone(10_000_000));
  run.child.kill('SIGINT');
  const stopped = await run.ended;
  expect([stopped.code, stopped.said]).toEqual([130, expect.stringContaining('goes on from here')]);
  expect(await submit().ended).toMatchObject({ code: 0 });
  expect(await entered()).toEqual([sha256]);
  expect(proxy.sent - began).toBeLessThan(LARGE_BYTES + BUFFERED_BYTES);
});

/** Two looks alike. */
async function settled(look: () => Promise<string[]>): Promise<string[]> {
  let seen = await look();
  await until(
    async () => {
      const [before, now] = [seen.length, (seen = await look()).length];
      return before === now;
    },
    { what: 'an end of what comes' },
  );
  return seen;
}
