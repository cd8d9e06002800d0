import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateChestCtStudy } from '../synthetic';
import { FilePool } from './file-pool';
import { type FileOutcome, type FileTask } from './file-task';
import { until } from '../../../test/support/until';

// Goal: a file that brings a process down costs that file alone, whatever was done beside it.
// Method: a pipe that nobody writes to, at which a process hangs until the test kills it.

const settings = { secret: '07'.repeat(32), options: [] };
const TYPESCRIPT = join(__dirname, '../../../test/support/typescript.cjs');

let folder: string;
let slices: readonly string[];

beforeAll(async () => {
  // Worker processes run the sources, as jest does.
  process.env['NODE_OPTIONS'] = `-r ${TYPESCRIPT}`;
  folder = mkdtempSync(join(tmpdir(), 'pool-'));
  const study = { folder, patients: 1, slicesPerSeries: 2, rows: 64, columns: 64, seed: 'pool' };
  slices = (await generateChestCtStudy(study)).files.map((file) => join(folder, file));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
});
afterAll(() => {
  delete process.env['NODE_OPTIONS'];
  rmSync(folder, { recursive: true });
});

const tasksOf = (inputs: readonly string[], name: string): FileTask[] =>
  inputs.map((input, number) => ({ number, input, output: join(folder, `${name}-${number}`) }));

/** Process ids of the worker processes. */
const workers = (): number[] =>
  readdirSync('/proc/self/task')
    .flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number))
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('file-worker.program'));
/** The system call `openat`, in which a process waits that opens the pipe: its number on x86-64 and on arm64. */
const OPENING = /^(?:257|56) /;
const atPipe = (): number | undefined => workers().find((pid) => OPENING.test(readFileSync(`/proc/${pid}/syscall`, 'utf8')));

async function killAtPipe(): Promise<void> {
  const pid = await until(atPipe, { timeoutMs: 20_000, what: 'a process at the pipe' });
  process.kill(pid, 'SIGKILL');
  await until(() => !workers().includes(pid));
}

it('refuses the file on which a process ended, and no other', async () => {
  const pipe = join(folder, 'pipe');
  const tasks = tasksOf([slices[0]!, slices[1]!, pipe, slices[0]!, slices[1]!], 'one');
  const outcomes = new Map<number, FileOutcome>();
  const told: number[] = [];
  const pool = new FilePool(1, settings, ({ number }, outcome) => {
    outcomes.set(number, outcome);
    told.push(number);
  });
  const performed = pool.perform(tasks);
  await killAtPipe();
  // What it left is done one by one by the next process.
  await killAtPipe();
  await performed;
  expect(tasks.map(({ number }) => outcomes.get(number)?.verdict)).toEqual(['released', 'released', 'refused', 'released', 'released']);
  expect(outcomes.get(2)?.reasons).toEqual([{ code: 'command.engine-stopped' }]);
  expect(told.sort()).toEqual([0, 1, 2, 3, 4]);
  expect(workers()).toEqual([]);
});

it('refuses the file at which a process hangs, and no other', async () => {
  const tasks = tasksOf([slices[0]!, join(folder, 'pipe'), slices[1]!], 'hung');
  const outcomes = new Map<number, FileOutcome>();
  await new FilePool(1, settings, ({ number }, outcome) => outcomes.set(number, outcome), 4000).perform(tasks);
  expect(tasks.map(({ number }) => outcomes.get(number)?.verdict)).toEqual(['released', 'refused', 'released']);
  expect(outcomes.get(1)?.reasons).toEqual([{ code: 'command.engine-stopped' }]);
  expect(workers()).toEqual([]);
}, 60_000);

it('does every file once, in as many processes as it is told', async () => {
  const tasks = tasksOf(
    Array.from({ length: 60 }, (_, index) => slices[index % slices.length]!),
    'many',
  );
  const done: number[] = [];
  await new FilePool(3, settings, ({ number }, { verdict }) => void (verdict === 'released' && done.push(number))).perform(tasks);
  expect(done.sort((one, other) => one - other)).toEqual(tasks.map(({ number }) => number));
});

it('ends where the output can not be written', async () => {
  const tasks = tasksOf([slices[0]!], 'none').map((task) => ({ ...task, output: join(folder, 'nowhere', 'file') }));
  await expect(new FilePool(1, settings, () => undefined).perform(tasks)).rejects.toThrow('ENOENT');
});
