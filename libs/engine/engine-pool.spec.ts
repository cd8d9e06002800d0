import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generateChestCtStudy } from '../../test/fixtures/synthetic-study';
import { until } from '../../test/support/until';
import { engineLimits, type EngineLimits } from './engine-limits.data';
import { EnginePool } from './engine-pool';
import { type DoneFile, type EngineOutcome, type EngineSettings } from './engine.port';
import { ownProcessEngine } from './own-process.engine';

const TYPESCRIPT = ['-r', resolve(__dirname, '../../test/support/typescript.cjs')];
const settings: EngineSettings = { secret: Buffer.alloc(32, 5), options: [], detail: 'full' };

/**
 * Goal: a file costs no more than itself, and what the machine fails at is no verdict. Method: real processes; a named pipe that nobody writes to
 * stands for a file that hangs the engine; errors come from Node's own functions, for paths with their names.
 */
describe('the engine in processes of its own', () => {
  let folder: string;
  let images: readonly string[];
  let hanging: string;
  let faulty: readonly string[];
  const pools: EnginePool[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'engine-'));
    const study = join(folder, 'study');
    const { files } = await generateChestCtStudy({ folder: study, patients: 2, slicesPerSeries: 6, rows: 32, columns: 32, seed: 'pool' });
    images = files.map((file) => join(study, file));
    hanging = join(folder, 'pipe');
    execFileSync('mkfifo', [hanging]);
    writeFileSync(join(folder, 'faults.cjs'), FAULTS);
    faulty = [...TYPESCRIPT, '-r', join(folder, 'faults.cjs')];
  });
  afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function pool(processes: number, limits: Partial<EngineLimits> = {}, execArgv: readonly string[] = TYPESCRIPT): EnginePool {
    const made = new EnginePool({ processes, limits: { ...engineLimits, ...limits }, execArgv });
    pools.push(made);
    return made;
  }

  const task = (input: string, index: number) => ({ bytes: 1000, input, output: join(folder, `out-${index}-${Math.random()}`) });
  const all = (engine: EnginePool, inputs: readonly string[], given = settings) => {
    const session = engine.begin(given);
    return Promise.all(inputs.map((input, index) => session.deidentify(task(input, index))));
  };
  const known = ({ cpuMicroseconds: _cpu, ...rest }: DoneFile) => rest;
  const done = (outcome: EngineOutcome): DoneFile => {
    if (outcome.lost !== null) throw new Error(`the engine ${outcome.lost}`);
    return outcome;
  };
  const fateOf = (outcome: EngineOutcome): string => outcome.lost ?? outcome.verdict;

  it('comes to the same as the engine in this process, and says what each file cost', async () => {
    const files = (await all(pool(2), images)).map(done);
    const own = ownProcessEngine().begin(settings);
    for (const [index, input] of images.entries())
      expect(known(files[index]!)).toEqual(known(done(await own.deidentify(task(input, index)))));
    expect(files.every(({ verdict, actions, facts }) => verdict === 'released' && actions && facts)).toBe(true);
    expect(Math.min(...files.map(({ cpuMicroseconds }) => cpuMicroseconds))).toBeGreaterThan(0);
  });

  it('says no more than the verdict where no more is asked for; reads a path that is no text', async () => {
    const given: EngineSettings = { ...settings, detail: 'verdict' };
    const [file] = (await all(pool(1), images.slice(0, 1), given)).map(done);
    expect(file).toMatchObject({ verdict: 'released', facts: null, actions: null, cpuMicroseconds: 0 });
    const bytes = Buffer.concat([Buffer.from(folder), Buffer.from([0x2f, 0xd5, 0xc5])]);
    execFileSync('sh', ['-c', 'cp "$1" "$2/$(printf "\\325\\305")"', 'sh', images[0]!, folder]);
    const again = await pool(1)
      .begin(given)
      .deidentify({ ...task('', 0), input: bytes });
    expect(done(again).sha256).toEqual(file!.sha256);
  });

  it('keeps two runs apart that share its processes, also where one overwrites its secret', async () => {
    const engine = pool(1);
    const secret = Buffer.alloc(32, 6);
    const other: EngineSettings = { secret, options: ['retain-uids'], detail: 'full' };
    const both = Promise.all([all(engine, images.slice(0, 4)), all(engine, images.slice(0, 4), other)]);
    secret.fill(0);
    const [one, two] = (await both).map((files) => files.map(done));
    expect(new Set([...one!, ...two!].map(({ pseudonyms }) => pseudonyms.patient)).size).toBe(2);
    expect(one![0]!.pseudonyms.study).not.toBe(two![0]!.pseudonyms.study);
    const own = await ownProcessEngine()
      .begin({ ...other, secret: Buffer.alloc(32, 6) })
      .deidentify(task(images[0]!, 0));
    expect(two![0]!.pseudonyms).toEqual(done(own).pseudonyms);
  });

  it('loses a file that hangs it, and goes on with the others', async () => {
    const engine = pool(1, { fileSeconds: 3 });
    const outcomes = await all(engine, [images[0]!, hanging, ...images.slice(1, 4)]);
    expect(outcomes.map(fateOf)).toEqual(['released', 'hung', 'released', 'released', 'released']);
  });

  it('loses a file that brings its process down twice when alone, and goes on with the others', async () => {
    const engine = pool(1);
    const session = engine.begin(settings);
    const [before, culprit, ...after] = [images[0]!, hanging, ...images.slice(1, 4)].map((input, index) =>
      session.deidentify(task(input, index)),
    );
    const killed = await killAtPipe(engine, culprit!);
    // Once with others, for which it is not blamed.
    expect(killed).toBe(3);
    expect(await culprit).toEqual({ lost: 'stopped' });
    expect((await Promise.all([before!, ...after])).map(fateOf)).toEqual(['released', 'released', 'released', 'released']);
  });

  /** The system call `openat`, in which a process waits that opens the pipe: its number on x86-64 and on arm64. */
  const OPENING = /^(?:257|56) /;
  async function killAtPipe(engine: EnginePool, culprit: Promise<unknown>): Promise<number> {
    const killed = new Set<number>();
    let ended = false;
    void culprit.then(() => (ended = true));
    const strike = () => {
      for (const pid of engine.pids) {
        if (killed.has(pid) || !OPENING.test(readFileSync(`/proc/${pid}/syscall`, 'utf8'))) continue;
        process.kill(pid, 'SIGKILL');
        killed.add(pid);
      }
      return ended;
    };
    await until(strike, { timeoutMs: 50_000, what: 'the culprit is found' });
    return killed.size;
  }

  it('loses a file on which the engine has a defect, and no other', async () => {
    const defect = join(folder, 'defect');
    execFileSync('cp', [images[0]!, defect]);
    const outcomes = await all(pool(1, {}, faulty), [images[1]!, images[2]!, defect, images[3]!]);
    expect(outcomes.map(fateOf)).toEqual(['released', 'released', 'stopped', 'released']);
  });

  it('says that the disk is full, or can not be read, and leaves no file that is a part', async () => {
    const engine = pool(1, {}, faulty);
    const session = engine.begin(settings);
    const full = { ...task(images[0]!, 0), output: join(folder, 'full') };
    await expect(session.deidentify(full)).rejects.toMatchObject({ at: 'output', code: 'ENOSPC' });
    execFileSync('cp', [images[0]!, join(folder, 'unreadable')]);
    await expect(all(engine, [join(folder, 'unreadable')])).rejects.toMatchObject({ at: 'input', code: 'EIO' });
    expect(fateOf(await session.deidentify(task(images[0]!, 0)))).toBe('released');
    expect(execFileSync('ls', [folder], { encoding: 'utf8' })).not.toContain('.part');
  });

  it('refuses a secret that is none before any file is done', () => {
    expect(() => pool(1).begin({ ...settings, secret: Buffer.alloc(31) })).toThrow(RangeError);
  });

  it('blames no file for a machine that can start no process', async () => {
    const engine = pool(1, {}, ['-r', join(folder, 'missing.cjs')]);
    await expect(all(engine, images.slice(0, 2))).rejects.toMatchObject({ at: 'engine', code: 'NOT-STARTED' });
  });

  it('says what the machine failed at, which is no verdict', async () => {
    const engine = pool(1);
    await expect(all(engine, [join(folder, 'missing')])).rejects.toMatchObject({ at: 'input', code: 'ENOENT' });
    const session = engine.begin(settings);
    const nowhere = join(folder, 'no-folder', 'out');
    await expect(session.deidentify({ ...task(images[0]!, 0), output: nowhere })).rejects.toMatchObject({ at: 'output', code: 'ENOENT' });
  });

  it('lets go of what waits when it is closed', async () => {
    const engine = pool(1);
    const waiting = all(engine, [hanging, images[0]!]);
    await until(() => engine.pids.length > 0);
    await engine.close();
    await expect(waiting).rejects.toMatchObject({ at: 'engine', code: 'STOPPED' });
  });

  it('does every file once, however many processes there are', async () => {
    const inputs = Array.from({ length: 60 }, (_, index) => images[index % images.length]!);
    const files = (await all(pool(3), inputs)).map(done);
    const first = new Map(files.map((file, index) => [inputs[index]!, file.sha256]));
    expect(files.map(({ sha256 }) => sha256)).toEqual(inputs.map((input) => first.get(input)));
    expect(new Set(files.map(({ sha256 }) => sha256.after)).size).toBe(images.length);
  });

  it('goes on in another process where one has grown, and loses nothing', async () => {
    const engine = pool(1, { retireAboveMegabytes: 1 });
    const pids = new Set<number>();
    for (const input of images.slice(0, 3)) {
      const [outcome] = await all(engine, [input]);
      expect(fateOf(outcome!)).toBe('released');
      engine.pids.forEach((pid) => pids.add(pid));
    }
    expect((await all(engine, images)).map(fateOf)).toEqual(images.map(() => 'released'));
    await until(() => engine.pids.length === 0);
  });

  it('ends processes that have nothing to do', async () => {
    const engine = pool(2, { idleSeconds: 0.2 });
    await all(engine, images.slice(0, 4));
    await until(() => engine.pids.length === 0);
    expect((await all(engine, images.slice(0, 1))).map(fateOf)).toEqual(['released']);
  });
});

/** Loaded into a process before the engine: what the file system says of some paths, and a defect as Node itself throws them. */
const FAULTS = `const fs = require('node:fs');
  const failing = (code, errno, syscall) => Object.assign(new Error(code), { code, errno, syscall });
  const { openSync, writevSync, readSync } = fs;
  const names = new Map();
  fs.openSync = (path, ...rest) => {
    if (String(path).endsWith('/defect')) Buffer.alloc(1).readUInt16LE(0);
    const fd = openSync(path, ...rest);
    names.set(fd, String(path));
    return fd;
  };
  fs.writevSync = (fd, ...rest) => {
    if (/[/]full[.]/.test(names.get(fd))) throw failing('ENOSPC', -28, 'writev');
    return writevSync(fd, ...rest);
  };
  fs.readSync = (fd, ...rest) => {
    if (/[/]unreadable$/.test(names.get(fd))) throw failing('EIO', -5, 'read');
    return readSync(fd, ...rest);
  };`;
