import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { engineLimits } from '#libs/engine';
import { generateChestCtStudy } from '../synthetic';
import { FilePool } from './file-pool';
import { type FileOutcome, type FileTask } from './file-task';

// Goal: each file has one outcome, whatever its neighbours do; what can't be written ends the run. What becomes of processes: see libs/engine.

const settings = { secret: '07'.repeat(32), options: [] };
const execArgv = ['-r', resolve(__dirname, '../../../test/support/typescript.cjs')];

let folder: string;
let slices: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pool-'));
  const study = { folder, patients: 1, slicesPerSeries: 2, rows: 64, columns: 64, seed: 'pool' };
  slices = (await generateChestCtStudy(study)).files.map((file) => join(folder, file));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const tasksOf = (inputs: readonly string[], name: string): FileTask[] =>
  inputs.map((input, number) => ({ number, input, output: join(folder, `${name}-${number}`) }));

async function outcomesOf(jobs: number, tasks: readonly FileTask[], fileSeconds = engineLimits.fileSeconds): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  let told = 0;
  const tell = ({ number }: FileTask, outcome: FileOutcome) => {
    outcomes[number] = outcome;
    told += 1;
  };
  await new FilePool(jobs, settings, tell, { execArgv, limits: { ...engineLimits, fileSeconds } }).perform(tasks);
  expect(told).toBe(tasks.length);
  return outcomes;
}

it('refuses the file at which the engine hangs, and those that can not be read, and no other', async () => {
  const inputs = [slices[0]!, join(folder, 'pipe'), join(folder, 'missing'), slices[1]!];
  const outcomes = await outcomesOf(1, tasksOf(inputs, 'hung'), 4);
  expect(outcomes.map(({ verdict }) => verdict)).toEqual(['released', 'refused', 'refused', 'released']);
  expect(outcomes.slice(1, 3).map(({ reasons }) => reasons)).toEqual([[{ code: 'command.engine-hung' }], [{ code: 'command.unreadable' }]]);
});

it('does every file once, in as many processes as it is told', async () => {
  const inputs = Array.from({ length: 60 }, (_, index) => slices[index % slices.length]!);
  const outcomes = await outcomesOf(3, tasksOf(inputs, 'many'));
  expect(outcomes.map(({ verdict }) => verdict)).toEqual(inputs.map(() => 'released'));
});

it('ends where the output can not be written', async () => {
  const tasks = tasksOf([slices[0]!], 'none').map((task) => ({ ...task, output: join(folder, 'nowhere', 'file') }));
  await expect(outcomesOf(1, tasks)).rejects.toThrow("The output can't be written (ENOENT).");
});
