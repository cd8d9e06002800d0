import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import {
  type FileAnswer,
  type FileAnswers,
  type FileBatch,
  type FileOutcome,
  type FileTask,
  refusedOutcome,
  SETTINGS_VARIABLE,
  type WorkerSettings,
} from './file-task';

/** A slice takes a millisecond or two and a message a tenth of one. Towards the end batches become small, so that no process waits for another. */
const LARGEST_BATCH = 8;
const BATCHES_LEFT_EACH = 8;
/** The largest files and the pictures with most writing take a tenth of it. Who says nothing for so long hangs. */
const LONGEST_SILENCE_MS = 300_000;

/**
 * Does files in processes of their own, so that a file which brings a process down, or hangs it, costs that file alone: it is refused, a new
 * process goes on. Rejects where an output can't be written, or where no process can be started.
 */
export class FilePool {
  /** The next one last. */
  private waiting: FileTask[] = [];
  /** Some process died on one of these: each is done with nothing beside it. */
  private suspects: FileTask[] = [];
  private readonly workers = new Set<ChildProcess>();

  constructor(
    private readonly jobs: number,
    private readonly settings: WorkerSettings,
    private readonly done: (task: FileTask, outcome: FileOutcome) => void,
    private readonly longestSilenceMs = LONGEST_SILENCE_MS,
  ) {}

  async perform(tasks: readonly FileTask[]): Promise<void> {
    this.waiting = [...tasks].reverse();
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
    while (this.waiting.length + this.suspects.length > 0) {
      const left = await this.serve();
      if (left.length === 1) this.done(left[0]!, refusedOutcome('command.engine-stopped'));
      else this.suspects.push(...left.reverse());
    }
  }

  /** Resolves with what was not answered when the process ends. */
  private serve(): Promise<FileTask[]> {
    const worker = this.start();
    const sent: FileTask[] = [];
    let started = false;
    let alone = false;
    const feed = () => {
      while (!alone && sent.length < LARGEST_BATCH) {
        // Whoever has work finishes it before he takes a suspect, and nobody is given other work until then.
        if (this.suspects.length > 0 && sent.length > 0) break;
        alone = this.suspects.length > 0;
        const batch = alone ? this.suspects.splice(-1) : this.nextBatch();
        if (batch.length === 0) break;
        sent.push(...batch);
        worker.send(batch, () => undefined);
      }
      if (sent.length === 0 && worker.connected) worker.disconnect();
    };
    const silence = setTimeout(() => worker.kill('SIGKILL'), this.longestSilenceMs);
    return new Promise((resolve, reject) => {
      const accept = (answer: FileAnswer) => {
        const task = sent.shift();
        if (!task || task.number !== answer.number) throw new Error('a worker process answered out of turn');
        if ('fault' in answer) throw new Error(`The output can't be written (${answer.fault}).`);
        alone = false;
        this.done(task, answer.outcome);
      };
      worker.on('message', (answers: FileAnswers) => {
        started = true;
        silence.refresh();
        try {
          answers.forEach(accept);
          feed();
        } catch (error) {
          reject(error as Error);
        }
      });
      worker.once('error', reject);
      // What it said before its end may be read after it.
      void Promise.all([once(worker, 'exit'), once(worker, 'disconnect')]).then(() => {
        this.workers.delete(worker);
        clearTimeout(silence);
        // A process that ends before its first word would end so for every file.
        if (started) resolve(sent);
        else reject(new Error('The worker process does not start.'));
      }, reject);
    });
  }

  private nextBatch(): FileBatch {
    const share = Math.ceil(this.waiting.length / (this.jobs * BATCHES_LEFT_EACH));
    return this.waiting.splice(-Math.min(LARGEST_BATCH, Math.max(1, share))).reverse();
  }

  private start(): ChildProcess {
    const program = join(__dirname, `file-worker.program${extname(__filename)}`);
    const env = { ...process.env, [SETTINGS_VARIABLE]: JSON.stringify(this.settings) };
    const worker = fork(program, { env, serialization: 'advanced' });
    this.workers.add(worker);
    return worker;
  }
}
