import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { type FuzzReport } from '../../libs/deidentification/dicom/fuzz/fuzz';
import { type FuzzNews, type FuzzTask } from './fuzz.message';

/** What is live is a third of it. Without a limit Node lets garbage gather for as long as the machine has memory. */
const HEAP_MEGABYTES = 80;
/** Freed memory of one thread serves the others: with an arena for each core and more, what was freed stays with the process. */
const MALLOC_ARENAS = '2';

/** What became of a range: a report, or how the process ended and the input that it told of last. */
export type FuzzPart =
  | { readonly report: FuzzReport; readonly peakMemoryBytes: number }
  | { readonly report: null; readonly at: number; readonly problem: string };

/** A process that tries inputs, until it dies, hangs or is ended. */
export class FuzzProcess {
  private readonly child: ChildProcess;

  constructor(
    private readonly longestSilenceMs: number,
    execArgv: readonly string[],
  ) {
    const program = join(__dirname, `fuzz.program${extname(__filename)}`);
    this.child = fork(program, {
      execArgv: [...execArgv, `--max-old-space-size=${HEAP_MEGABYTES}`],
      env: { ...process.env, MALLOC_ARENA_MAX: MALLOC_ARENAS },
    });
  }

  perform(task: FuzzTask): Promise<FuzzPart> {
    const { child } = this;
    return new Promise((resolve) => {
      let at = task.from;
      let problem: string | null = null;
      const silence = setTimeout(() => {
        problem = 'hung';
        child.kill('SIGKILL');
      }, this.longestSilenceMs);
      const end = (part: FuzzPart): void => {
        clearTimeout(silence);
        child.removeAllListeners();
        resolve(part);
      };
      child.on('message', (news: FuzzNews) => {
        silence.refresh();
        if ('at' in news) at = news.at;
        else end(news);
      });
      child.once('exit', (code, signal) => end({ report: null, at, problem: problem ?? `ended its process (${signal ?? code})` }));
      child.send(task);
    });
  }

  end(): void {
    this.child.kill('SIGKILL');
  }
}
