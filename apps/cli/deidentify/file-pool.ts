import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { type FileAnswer, type FileOutcome, type FileTask, refusedOutcome, SETTINGS_VARIABLE, type WorkerSettings } from './file-task';

/** A slice takes a millisecond: with one file ahead a process never waits for its next. */
const TASKS_AHEAD = 2;

/**
 * Does files in processes of their own, so that a file which brings a process down costs that file alone: it is refused, a new process goes
 * on. Rejects where an output can't be written, or where no process can be started.
 */
export class FilePool {
  private readonly waiting: FileTask[] = [];
  private readonly workers = new Set<ChildProcess>();

  constructor(
    private readonly jobs: number,
    private readonly settings: WorkerSettings,
    private readonly done: (task: FileTask, outcome: FileOutcome) => void,
  ) {}

  async perform(tasks: readonly FileTask[]): Promise<void> {
    this.waiting.push(...[...tasks].reverse());
    try {
      await Promise.all(Array.from({ length: Math.min(this.jobs, tasks.length) }, () => this.lane()));
    } finally {
      this.stop();
    }
  }

  stop(): void {
    for (const worker of this.workers) worker.kill('SIGKILL');
  }

  /** One process after the other, until nothing waits. */
  private async lane(): Promise<void> {
    while (this.waiting.length > 0) {
      const left = await this.serve();
      const culprit = left.shift();
      if (culprit) this.done(culprit, refusedOutcome('command.engine-stopped'));
      this.waiting.push(...left.reverse());
    }
  }

  /** Resolves with what was not answered when the process ends. */
  private serve(): Promise<FileTask[]> {
    const worker = this.start();
    const sent: FileTask[] = [];
    let answered = 0;
    const feed = () => {
      while (sent.length < TASKS_AHEAD && this.waiting.length > 0) {
        const task = this.waiting.pop()!;
        sent.push(task);
        worker.send(task, () => undefined);
      }
      if (sent.length === 0) worker.disconnect();
    };
    return new Promise((resolve, reject) => {
      worker.on('message', (answer: FileAnswer) => {
        const task = sent.shift();
        if (!task || task.number !== answer.number) return reject(new Error('a worker process answered out of turn'));
        answered += 1;
        if ('fault' in answer) return reject(new Error(`The output can't be written (${answer.fault}).`));
        this.done(task, answer.outcome);
        feed();
      });
      worker.once('error', reject);
      worker.once('exit', (code) => {
        this.workers.delete(worker);
        // A process that ends before its first answer with an error of its own would end so for every file.
        if (answered === 0 && code === 1) reject(new Error('The worker process does not start.'));
        else resolve(sent);
      });
      feed();
    });
  }

  private start(): ChildProcess {
    const program = join(__dirname, `file-worker.program${extname(__filename)}`);
    const worker = fork(program, { env: { ...process.env, [SETTINGS_VARIABLE]: JSON.stringify(this.settings) } });
    this.workers.add(worker);
    return worker;
  }
}
