import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generateChestCtStudy } from '../../../test/fixtures/synthetic-study';
import { until } from '../../../test/support';
import { engineLimits, type EngineLimits } from './engine-limits.data';
import { EnginePool } from './engine-pool';
import { type EngineOutcome, type EngineSettings } from './engine.port';
import { ownProcessEngine } from './own-process.engine';

const execArgv = ['-r', resolve(__dirname, '../../../test/support/typescript.cjs')];
const settings: EngineSettings = { secret: Buffer.alloc(32, 5), options: [] };

/** Goal: a file costs no more than itself. Method: real processes; a named pipe that nobody writes to stands for a file that hangs the engine. */
describe('the engine in processes of its own', () => {
  let folder: string;
  let images: readonly string[];
  let hanging: string;
  const pools: EnginePool[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'engine-'));
    const study = join(folder, 'study');
    const { files } = await generateChestCtStudy({ folder: study, patients: 2, slicesPerSeries: 6, rows: 32, columns: 32, seed: 'pool' });
    images = files.map((file) => join(study, file));
    hanging = join(folder, 'pipe');
    execFileSync('mkfifo', [hanging]);
  });
  afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function pool(processes: number, limits: Partial<EngineLimits> = {}): EnginePool {
    const made = new EnginePool({ processes, limits: { ...engineLimits, ...limits }, execArgv });
    pools.push(made);
    return made;
  }

  const task = (input: string, index: number) => ({
    file: index + 1,
    bytes: 1000,
    input,
    output: join(folder, `out-${index}-${Math.random()}`),
  });
  const all = (engine: EnginePool, inputs: readonly string[], given = settings) => {
    const session = engine.begin(given);
    return Promise.all(inputs.map((input, index) => session.deidentify(task(input, index))));
  };
  const known = ({ cpuMicroseconds: _cpu, ...rest }: EngineOutcome) => rest;

  it('comes to the same as the engine in this process, and says what each file cost', async () => {
    const done = await all(pool(2), images);
    const own = ownProcessEngine().begin(settings);
    for (const [index, input] of images.entries()) expect(known(done[index]!)).toEqual(known(await own.deidentify(task(input, index))));
    expect(done.every(({ verdict, actions }) => verdict === 'released' && actions)).toBe(true);
    expect(Math.min(...done.map(({ cpuMicroseconds }) => cpuMicroseconds))).toBeGreaterThan(0);
  });

  it('keeps two runs apart that share its processes', async () => {
    const engine = pool(1);
    const other: EngineSettings = { secret: Buffer.alloc(32, 6), options: ['retain-uids'] };
    const [one, two] = await Promise.all([all(engine, images.slice(0, 4)), all(engine, images.slice(0, 4), other)]);
    expect(new Set([...one!, ...two!].map(({ pseudonyms }) => pseudonyms.patient)).size).toBe(2);
    expect(one![0]!.pseudonyms.study).not.toBe(two![0]!.pseudonyms.study);
  });

  it('refuses a file that hangs it, and goes on with the others', async () => {
    const engine = pool(1, { fileSeconds: 3 });
    const [hung, ...others] = await all(engine, [hanging, ...images.slice(0, 3)]);
    expect(hung).toMatchObject({ verdict: 'refused', reasons: [{ code: 'governance.engine-hung' }] });
    expect(others.map(({ verdict }) => verdict)).toEqual(['released', 'released', 'released']);
  });

  it('refuses a file that brings its process down twice, and goes on with the others', async () => {
    const engine = pool(1);
    const session = engine.begin(settings);
    const [before, culprit, ...after] = [images[0]!, hanging, ...images.slice(1, 4)].map((input, index) =>
      session.deidentify(task(input, index)),
    );
    expect(await before).toMatchObject({ verdict: 'released' });
    // From here on the pipe is what the process has in hand, whenever it is struck.
    const killed = new Set<number>();
    let refused = false;
    void culprit!.then(() => (refused = true));
    await until(() => {
      for (const pid of refused ? [] : engine.pids) if (!killed.has(pid)) killed.add((process.kill(pid, 'SIGKILL'), pid));
      return refused;
    });
    expect(killed.size).toBe(2);
    expect(await culprit).toMatchObject({ verdict: 'refused', reasons: [{ code: 'governance.engine-stopped' }] });
    expect((await Promise.all(after)).map(({ verdict }) => verdict)).toEqual(['released', 'released', 'released']);
  });

  it('blames no file for a machine that can start no process', async () => {
    const engine = new EnginePool({ processes: 1, execArgv: ['-r', join(folder, 'missing.cjs')] });
    pools.push(engine);
    await expect(all(engine, images.slice(0, 2))).rejects.toMatchObject({ at: 'engine', code: 'NOT-STARTED' });
  });

  it('says what the machine failed at, which is no verdict', async () => {
    const engine = pool(1);
    await expect(all(engine, [join(folder, 'missing')])).rejects.toMatchObject({ at: 'input', code: 'ENOENT' });
    const session = engine.begin(settings);
    const nowhere = join(folder, 'no-folder', 'out');
    await expect(session.deidentify({ ...task(images[0]!, 0), output: nowhere })).rejects.toMatchObject({ at: 'output', code: 'ENOENT' });
  });

  it('holds what no engine understands, and lets go of what waits when it is closed', async () => {
    const engine = pool(1);
    await writeFile(join(folder, 'notes.txt'), 'not an image');
    expect(await all(engine, [join(folder, 'notes.txt')])).toMatchObject([
      { verdict: 'quarantined', reasons: [{ code: 'governance.kind-not-supported' }] },
    ]);
    const waiting = all(engine, [hanging, images[0]!]);
    await engine.close();
    await expect(waiting).rejects.toMatchObject({ at: 'engine', code: 'STOPPED' });
  });

  it('ends processes that have nothing to do', async () => {
    const engine = pool(2, { idleSeconds: 0.2 });
    await all(engine, images.slice(0, 4));
    await until(() => engine.pids.length === 0);
    expect((await all(engine, images.slice(0, 1)))[0]).toMatchObject({ verdict: 'released' });
  });
});
