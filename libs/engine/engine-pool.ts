import { SECRET_BYTES, type Preview } from '#libs/deidentification/dicom';
import { engineLimits, type EngineLimits } from './engine-limits.data';
import { type EngineAnswer } from './engine-message';
import { EngineProcess, MOST_AHEAD, type PoolSession, type PoolTask, type ProcessEnd } from './engine-process';
import {
  EngineFault,
  type DoneActions,
  type DoneFile,
  type Engine,
  type EngineOutcome,
  type EngineSession,
  type EngineSettings,
  type PreviewTask,
} from './engine.port';

export interface EnginePoolOptions {
  /** At the most. */
  readonly processes: number;
  readonly limits?: EngineLimits;
  /** For Node, of the processes; absent: this process's own. */
  readonly execArgv?: readonly string[];
}

/**
 * The engine in processes of its own, which all runs of a program share. A file that brings a process down, or hangs it, costs that file alone: a
 * new process does what the other had in hand, each with nothing beside it, until it is known which of them it was. Processes start when there is
 * work and end when there is none.
 */
export class EnginePool implements Engine {
  readonly lanes: number;
  private readonly waiting: PoolTask[] = [];
  /** Some process died with one of these in hand. */
  private readonly suspects: PoolTask[] = [];
  private readonly processes = new Set<EngineProcess>();
  private readonly limits: EngineLimits;
  private sessions = 0;
  private failedStarts = 0;
  private feeding: NodeJS.Immediate | undefined;
  private closed = false;

  constructor(private readonly options: EnginePoolOptions) {
    this.limits = options.limits ?? engineLimits;
    this.lanes = options.processes * MOST_AHEAD;
  }

  /** Of the processes that began and did not end. */
  get pids(): readonly number[] {
    return [...this.processes].flatMap(({ pid }) => pid ?? []);
  }

  begin(settings: EngineSettings): EngineSession {
    if (settings.secret.length !== SECRET_BYTES) throw new RangeError(`the secret of an asset has ${SECRET_BYTES} bytes`);
    const id = (this.sessions += 1);
    // A copy: who asked may overwrite his while the run lasts.
    const session: PoolSession = { id, begin: { begin: id, settings: { ...settings, secret: Buffer.from(settings.secret) } } };
    const texts = new Map<string, DoneActions>();
    return {
      deidentify: (task) =>
        new Promise<EngineOutcome>((resolve, failed) => {
          const answered: PoolTask['answered'] = (answer) => {
            if ('done' in answer) resolve(withActions(answer, texts));
          };
          const lost: PoolTask['lost'] = (how) => resolve({ lost: how });
          this.add({ bytes: task.bytes, session, request: { session: id, task }, suspect: false, deaths: 0, answered, lost, failed });
        }),
      end: () => this.processes.forEach((process) => process.endSession(id)),
    };
  }

  preview(task: PreviewTask): Promise<Preview | null> {
    return new Promise((resolve, failed) => {
      const answered: PoolTask['answered'] = (answer) => {
        if ('preview' in answer) resolve(answer.preview && { ...answer.preview, png: Buffer.from(answer.preview.png) });
      };
      this.add({ bytes: task.bytes, request: { preview: task }, suspect: false, deaths: 0, answered, lost: () => resolve(null), failed });
    });
  }

  /** What was not answered for is thrown as `EngineFault`. */
  close(): Promise<void> {
    this.closed = true;
    this.giveUp();
    this.processes.forEach((process) => process.kill());
    return Promise.resolve();
  }

  private add(task: PoolTask): void {
    this.waiting.push(task);
    this.feedSoon();
  }

  /** What is added in one turn of the event loop goes in one message. */
  private feedSoon(): void {
    this.feeding ??= setImmediate(() => {
      this.feeding = undefined;
      this.feed();
    });
  }

  private feed(): void {
    if (this.closed) return this.giveUp();
    while (this.suspects.length > 0) {
      const process = this.idle() ?? this.started();
      if (!process) break;
      process.give(this.suspects.splice(0, 1), true);
    }
    while (this.waiting.length > 0) {
      const process = this.idle() ?? this.started() ?? this.freest();
      if (!process) return;
      process.give(this.waiting.splice(0, Math.min(process.room, this.share())));
    }
  }

  /** Of what waits; half of what a process may have, so that it answers while it has more to do. */
  private share(): number {
    return Math.max(1, Math.min(MOST_AHEAD / 2, Math.ceil(this.waiting.length / this.options.processes)));
  }

  private idle(): EngineProcess | undefined {
    for (const process of this.processes) if (process.load === 0 && process.room > 0) return process;
    return undefined;
  }

  private freest(): EngineProcess | undefined {
    let freest: EngineProcess | undefined;
    for (const process of this.processes) if (process.room > 0 && (!freest || process.load < freest.load)) freest = process;
    return freest;
  }

  /** Another one, where there may be. */
  private started(): EngineProcess | undefined {
    const { processes, execArgv = process.execArgv } = this.options;
    if (this.processes.size >= processes) return undefined;
    const started: EngineProcess = new EngineProcess({
      limits: this.limits,
      execArgv,
      onFree: () => {
        this.failedStarts = 0;
        this.feedSoon();
      },
      onEnd: (left, how) => {
        this.processes.delete(started);
        this.takeBack(left, how);
      },
    });
    this.processes.add(started);
    return started;
  }

  private takeBack(left: readonly PoolTask[], how: ProcessEnd): void {
    const again = how === 'died' ? this.blamed(left) : left;
    this.suspects.unshift(...again.filter(({ suspect }) => suspect));
    this.waiting.unshift(...again.filter(({ suspect }) => !suspect));
    this.failedStarts = how === 'never-began' ? this.failedStarts + 1 : 0;
    if (this.failedStarts >= this.limits.failedStarts) this.giveUp();
    else this.feed();
  }

  /** What is to be done again: all of it, but for one that was alone as often as it may. */
  private blamed(left: readonly PoolTask[]): readonly PoolTask[] {
    for (const task of left) task.suspect = true;
    const [culprit] = left;
    if (!culprit || left.length > 1) return left;
    culprit.deaths += 1;
    if (culprit.deaths < this.limits.deaths) return left;
    culprit.lost('stopped');
    return [];
  }

  private giveUp(): void {
    this.failedStarts = 0;
    const code = this.closed ? 'STOPPED' : 'NOT-STARTED';
    for (const task of [...this.suspects.splice(0), ...this.waiting.splice(0)]) task.failed(new EngineFault('engine', code));
  }
}

/** A process tells the text of the same actions once. */
function withActions({ done, digest, text }: Extract<EngineAnswer, { done: unknown }>, texts: Map<string, DoneActions>): DoneFile {
  if (digest !== null && text !== undefined) texts.set(digest, { digest, text });
  return { ...done, actions: digest === null ? null : texts.get(digest)! };
}
