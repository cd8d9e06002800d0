import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FuzzRun } from './fuzz-run';

const TYPESCRIPT = resolve(__dirname, '../support/typescript.cjs');
/** These processes compile what they run, which takes more memory than the engine. */
const COMPILER_BYTES = 600e6;

/** Goal: no input ends a run, and none that should is missed. Method: processes that die at one number, hang at another, and hold too much at a third. */
describe('a run of fuzzing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medbourse-fuzz-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Loaded into each process before anything else; `at` is called with the number of each input, `holds` says whether a range has one. */
  function run(count: number, faults: string, longestSilenceMs?: number) {
    const preload = join(folder, `${Math.random()}.cjs`);
    writeFileSync(
      preload,
      `const on = process.on.bind(process);
       process.on = (name, listener) => on(name, name !== 'message' ? listener : (task) => {
         const holds = (input) => task.from <= input && input < task.from + task.count;
         const send = process.send.bind(process);
         ${faults}
         listener(task);
       });`,
    );
    const execArgv = ['-r', TYPESCRIPT, '-r', preload];
    return new FuzzRun({
      count,
      seed: 5,
      from: 0,
      execArgv,
      mostMemoryBytes: COMPILER_BYTES,
      ...(longestSilenceMs && { longestSilenceMs }),
    }).report();
  }

  const AT_37 = `process.send = (news) => { send(news); if (news.at === 37) fail(); };
    if (holds(37) && !task.each) fail();`;

  it('goes on after an input that kills its process, and names it', async () => {
    const { inputs, verdicts, failures, processes } = await run(100, `const fail = () => process.kill(process.pid, 'SIGKILL'); ${AT_37}`);
    expect(failures).toEqual([{ input: 37, problem: 'ended its process (SIGKILL)' }]);
    expect({ inputs, tried: verdicts.released + verdicts.quarantined + verdicts.refused }).toEqual({ inputs: 100, tried: 99 });
    // One that died, one that looked for the culprit, one that went on; and one for each that took much memory.
    expect(processes).toBeGreaterThanOrEqual(3);
  });

  it('goes on after an input that hangs', async () => {
    const { inputs, failures } = await run(60, `const fail = () => { for (;;); }; ${AT_37}`, 3000);
    expect({ inputs, failures }).toEqual({ inputs: 60, failures: [{ input: 37, problem: 'hung' }] });
  });

  it('fails where a process holds more than its bound', async () => {
    const { failures, peakMemoryBytes } = await run(1, 'global.held = Buffer.alloc(650e6, 1);');
    expect(peakMemoryBytes).toBeGreaterThan(650e6);
    expect(failures).toMatchObject([{ input: 0, problem: expect.stringMatching(/MB of memory/) as string }]);
  });
});
