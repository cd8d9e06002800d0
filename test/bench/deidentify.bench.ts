import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deidentifyFile } from '#libs/deidentification/dicom';
import { FilePool } from '../../apps/cli/deidentify/file-pool';
import { generateChestCtStudy } from '../fixtures/synthetic-study';
import { inFolder } from './bench-database';
import { figure, inTurns, median, rounded, type Figure } from './figure';

const SLICES = 300;
const ROUNDS = 5;
const secret = Buffer.alloc(32, 7);

/** The engine, with the hash of input and output, in one process, against Node reading, hashing, copying, hashing and writing the same files; by CPU seconds. */
export const deidentifyBench = (): Promise<Figure> =>
  inFolder(async (folder) => {
    const input = join(folder, 'in');
    const files = await slices(input);
    const paths = files.map((file) => join(input, file));
    const outputs = paths.map((_, number) => join(folder, 'out', String(number)));
    const engine = () => cpuRate(folder, () => deidentifyAll(paths, outputs));
    const floor = () => cpuRate(folder, () => Promise.resolve(copyAll(paths, outputs)));
    await engine();
    await floor();
    const turns = await inTurns(ROUNDS, engine, floor);
    const processes = await inTurns(
      3,
      () => poolRate(folder, paths, 2),
      () => poolRate(folder, paths, 1),
    );
    return figure('deidentify', 'files a CPU second', turns, {
      files: paths.length,
      'command, 1 process, files/s': rounded(median(processes.anchor)),
      'command, 2 processes, files/s': rounded(median(processes.ours)),
      'two processes against one': rounded(median(processes.ours) / median(processes.anchor)),
    });
  });

async function slices(folder: string): Promise<readonly string[]> {
  const { files } = await generateChestCtStudy({
    folder,
    patients: 2,
    slicesPerSeries: SLICES / 3,
    rows: 512,
    columns: 512,
    seed: 'bench',
  });
  return files;
}

/** Files a second of processor time, user and system, of this process. */
async function cpuRate(folder: string, work: () => Promise<number>): Promise<number> {
  const out = join(folder, 'out');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  const began = process.cpuUsage();
  const done = await work();
  const { user, system } = process.cpuUsage(began);
  return done / ((user + system) / 1e6);
}

async function deidentifyAll(paths: readonly string[], outputs: readonly string[]): Promise<number> {
  for (const [number, path] of paths.entries()) {
    const { verdict, reasons } = await deidentifyFile(path, outputs[number]!, { secret });
    if (verdict !== 'released') throw new Error(`a slice was ${verdict}: ${JSON.stringify(reasons)}`);
  }
  return paths.length;
}

function copyAll(paths: readonly string[], outputs: readonly string[]): number {
  for (const [number, path] of paths.entries()) {
    const bytes = readFileSync(path);
    createHash('sha256').update(bytes).digest('hex');
    const copy = Buffer.from(bytes);
    createHash('sha256').update(copy).digest('hex');
    writeFileSync(outputs[number]!, copy, { flag: 'wx' });
  }
  return paths.length;
}

/** Files a second by the clock, as the command does them; starting the processes included. */
async function poolRate(folder: string, paths: readonly string[], jobs: number): Promise<number> {
  const out = join(folder, 'out');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  const began = performance.now();
  const pool = new FilePool(jobs, { secret: secret.toString('hex'), options: [] }, () => undefined);
  await pool.perform(paths.map((input, number) => ({ number, input, output: join(out, String(number)) })));
  return paths.length / ((performance.now() - began) / 1000);
}
