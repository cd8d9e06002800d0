import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deidentifyFile } from '#libs/deidentification/dicom';
import { FilePool } from '../../apps/cli/deidentify/file-pool';
import { inFolder } from './bench-database';
import { cpuSecondsOf, isInstalled } from './child-cpu';
import { figure, inTurns, median, rounded, type Figure, type Turns } from './figure';

const SLICES = 300;
const ROUNDS = 5;
/** Node compiles what runs often, in the same processor time: a hospital's thousands of slices see little of it. */
const WARM_ROUNDS = 3;
/** So many that it weighs little what each process spends before and while Node compiles: about as much as 600 slices. */
const MANY = 8000;
const secret = Buffer.alloc(32, 7);

/** In memory where there is such a place: what a disk's file system costs a file here was from 0.2 to 3 ms, by what was deleted before. */
const MEMORY = '/dev/shm';

/** The engine, screening of pixels and the hash of input and output included, in one process, against Node reading, hashing, copying, hashing and writing the same files; by CPU seconds. */
export const deidentifyBench = (): Promise<Figure> =>
  inFolder(
    async (folder) => {
      const input = join(folder, 'in');
      const files = await slices(input);
      const paths = files.map((file) => join(input, file));
      const engine = () => cpuRate(folder, (output) => deidentifyAll(paths, output));
      const floor = () => cpuRate(folder, (output) => Promise.resolve(copyAll(paths, output)));
      const first = await engine();
      const warm = await inTurns(WARM_ROUNDS, engine, floor);
      const turns = await inTurns(ROUNDS, engine, floor);
      const peers = await againstPeers(folder, input, paths, engine);
      return figure('deidentify', 'files a CPU second', turns, {
        files: paths.length,
        'the first of a process, Node still compiling, files a CPU second': rounded(first),
        'the next, ratio': rounded(median(warm.ours) / median(warm.anchor)),
        ...peers,
        ...(await twoAgainstOne(folder, paths)),
      });
    },
    existsSync(MEMORY) ? MEMORY : undefined,
  );

/** The command's processes by the clock, and what the machine gives two processes that do nothing but count at that moment. */
async function twoAgainstOne(folder: string, paths: readonly string[]): Promise<Figure['details']> {
  const many = Array.from({ length: MANY }, (_, number) => paths[number % paths.length]!);
  const few = await inTurns(
    3,
    () => poolRate(folder, paths, 2),
    () => poolRate(folder, paths, 1),
  );
  const long = await inTurns(
    3,
    () => poolRate(folder, many, 2),
    () => poolRate(folder, many, 1),
  );
  const machine = await inTurns(
    3,
    () => countingRate(2),
    () => countingRate(1),
  );
  const copying = await inTurns(
    3,
    () => copyingRate(folder, many, 2),
    () => copyingRate(folder, many, 1),
  );
  const ratio = ({ ours, anchor }: Turns): number => rounded(median(ours) / median(anchor));
  return {
    [`command, 1 process, ${paths.length} files, files/s`]: rounded(median(few.anchor)),
    [`command, 2 processes, ${paths.length} files, files/s`]: rounded(median(few.ours)),
    [`two processes against one, ${paths.length} files`]: ratio(few),
    [`command, 1 process, ${MANY} files, files/s`]: rounded(median(long.anchor)),
    [`command, 2 processes, ${MANY} files, files/s`]: rounded(median(long.ours)),
    [`two processes against one, ${MANY} files`]: ratio(long),
    [`two processes against one, read, hash, copy, hash, write alone, ${MANY} files`]: ratio(copying),
    'two processes against one, hashing in memory alone': ratio(machine),
  };
}

const COUNTING = `const { hash } = require('node:crypto'); const bytes = Buffer.alloc(1 << 19); const end = performance.now() + 1000;
let count = 0; while (performance.now() < end) { hash('sha256', bytes); count += 1; } process.stdout.write(String(count));`;

const COPYING = `const { createHash } = require('node:crypto'); const { readFileSync, writeFileSync } = require('node:fs');
const [output, ...paths] = JSON.parse(readFileSync(0, 'utf8'));
for (const [number, path] of paths.entries()) { const bytes = readFileSync(path); createHash('sha256').update(bytes).digest('hex');
const copy = Buffer.from(bytes); createHash('sha256').update(copy).digest('hex'); writeFileSync(output + '/' + process.argv[1] + '-' + number, copy); }`;

/** Files a second by the clock, of processes that do the floor alone; starting them included. */
async function copyingRate(folder: string, paths: readonly string[], processes: number): Promise<number> {
  const output = await freshFolder(folder);
  const began = performance.now();
  const share = Math.ceil(paths.length / processes);
  await Promise.all(
    Array.from({ length: processes }, async (_, part) => {
      const copying = promisify(execFile)(process.execPath, ['-e', COPYING, String(part)]);
      copying.child.stdin!.end(JSON.stringify([output, ...paths.slice(part * share, (part + 1) * share)]));
      await copying;
    }),
  );
  return paths.length / ((performance.now() - began) / 1000);
}

/** Hashes a second of so many processes at once. */
async function countingRate(processes: number): Promise<number> {
  const one = async (): Promise<number> => Number((await promisify(execFile)(process.execPath, ['-e', COUNTING])).stdout);
  const counts = await Promise.all(Array.from({ length: processes }, one));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** gdcmanon over the folder and openssl over input and output, as a user would run them. */
async function againstPeers(
  folder: string,
  input: string,
  paths: readonly string[],
  engine: () => Promise<number>,
): Promise<Figure['details']> {
  for (const program of ['gdcmanon', 'openssl']) if (!(await isInstalled(program))) return { [program]: 'not installed' };
  const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => join(folder, name)) as [string, string];
  const request = 'req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=bench -keyout'.split(' ');
  await cpuSecondsOf('openssl', ...request, key, '-out', certificate);
  const peers = async (): Promise<number> => {
    const output = await freshFolder(folder);
    const cleaned = await cpuSecondsOf('gdcmanon', '-e', '-c', certificate, '-r', '-i', input, '-o', output);
    const written = readdirSync(output, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    if (written.length !== paths.length) throw new Error(`gdcmanon wrote ${written.length} of ${paths.length} files`);
    const before = await cpuSecondsOf('openssl', 'sha256', ...paths);
    const after = await cpuSecondsOf('openssl', 'sha256', ...written.map((entry) => join(entry.parentPath, entry.name)));
    return paths.length / (cleaned + before + after);
  };
  const turns = await inTurns(ROUNDS, engine, peers);
  return {
    'gdcmanon and openssl sha256 twice, files a CPU second': rounded(median(turns.anchor)),
    'ours against them': rounded(median(turns.ours) / median(turns.anchor)),
  };
}

const SYNTHETIC = join(__dirname, '../../apps/cli/synthetic/index.js');
const MAKE = `require(${JSON.stringify(SYNTHETIC)}).generateChestCtStudy(JSON.parse(process.argv[1])).then(({ files }) => console.log(JSON.stringify(files)));`;

/** Made by another process: what is measured here starts in a fresh one, as the command does. */
async function slices(folder: string): Promise<readonly string[]> {
  const study = { folder, patients: 2, slicesPerSeries: SLICES / 3, rows: 512, columns: 512, seed: 'bench' };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', MAKE, JSON.stringify(study)]);
  return JSON.parse(stdout) as string[];
}

/** Where a measurement writes: nothing is left of those before, and nothing of theirs is still to be written. */
async function freshFolder(folder: string): Promise<string> {
  const output = join(folder, 'out');
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output);
  await promisify(execFile)('sync', ['-f', folder]);
  return output;
}

/** Files a second of processor time, user and system, of this process. */
async function cpuRate(folder: string, work: (output: string) => Promise<number>): Promise<number> {
  const output = await freshFolder(folder);
  const began = process.cpuUsage();
  const done = await work(output);
  const { user, system } = process.cpuUsage(began);
  return done / ((user + system) / 1e6);
}

async function deidentifyAll(paths: readonly string[], output: string): Promise<number> {
  for (const [number, path] of paths.entries()) {
    const { verdict, reasons } = await deidentifyFile(path, join(output, String(number)), { secret });
    if (verdict !== 'released') throw new Error(`a slice was ${verdict}: ${JSON.stringify(reasons)}`);
  }
  return paths.length;
}

function copyAll(paths: readonly string[], output: string): number {
  for (const [number, path] of paths.entries()) {
    const bytes = readFileSync(path);
    createHash('sha256').update(bytes).digest('hex');
    const copy = Buffer.from(bytes);
    createHash('sha256').update(copy).digest('hex');
    writeFileSync(join(output, String(number)), copy, { flag: 'wx' });
  }
  return paths.length;
}

/** Files a second by the clock, as the command does them; starting the processes included. */
async function poolRate(folder: string, paths: readonly string[], jobs: number): Promise<number> {
  const output = await freshFolder(folder);
  const began = performance.now();
  const pool = new FilePool(jobs, { secret: secret.toString('hex'), options: [] }, () => undefined);
  await pool.perform(paths.map((input, number) => ({ number, input, output: join(output, String(number)) })));
  return paths.length / ((performance.now() - began) / 1000);
}
