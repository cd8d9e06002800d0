import { EngineProcess, type PoolSession, type PoolTask, type ProcessEnd } from './engine-process';
import { engineLimits, type EngineLimits } from './engine-limits.data';
import { type TaskAnswer } from './engine-message';
import { heldOutcome } from './engine-task';
import { type Preview } from '#libs/deidentification/dicom';
import {
  EngineFault,
  type DoneActions,
  type Engine,
  type EngineOutcome,
  type EngineSession,
  type EngineSettings,
  type PreviewTask,
} from './engine.port';

export interface EnginePoolOptions {
  /** At the most; each has one file in hand. */
  readonly processes: number;
  readonly limits?: EngineLimits;
  /** For Node, of the processes; absent: this process's own. */
  readonly execArgv?: readonly string[];
}

/** A slice takes a millisecond: with one file ahead a process never waits for its next. */
const TASKS_AHEAD = 2;

/**
 * The engine in processes of its own, which all runs of a worker share. A file that brings a process down, or hangs it, costs that file alone:
 * it is refused, a new process goes on. Processes start when there is work and end when there is none.
 */
export class EnginePool implements Engine {
  readonly lanes: number;
  private readonly waiting: PoolTask[] = [];
  private readonly processes = new Set<EngineProcess>();
  private sessions = 0;
  private failedStarts = 0;
  private closed = false;

  constructor(private readonly options: EnginePoolOptions) {
    this.lanes = options.processes * TASKS_AHEAD;
  }

  /** Of the processes that began and did not end. */
  get pids(): readonly number[] {
    return [...this.processes].flatMap(({ pid }) => pid ?? []);
  }

  begin({ secret, options, patients }: EngineSettings): EngineSession {
    const id = (this.sessions += 1);
    const session: PoolSession = {
      id,
      begin: { begin: id, secret: secret.toString('base64'), options, ...(patients !== undefined && { patients }) },
    };
    const texts = new Map<string, DoneActions>();
    return {
      deidentify: (task) =>
        new Promise<EngineOutcome>((resolve, failed) => {
          const answered: PoolTask['answered'] = (answer) => {
            if ('outcome' in answer) resolve(withActions(answer, texts));
          };
          const lost: PoolTask['lost'] = (code) => resolve(heldOutcome('refused', { code }));
          this.add({ bytes: task.bytes, session, request: { session: id, task }, deaths: 0, answered, lost, failed });
        }),
      end: () => this.processes.forEach((process) => process.endSession(id)),
    };
  }

  preview(task: PreviewTask): Promise<Preview | null> {
    return new Promise((resolve, failed) => {
      const answered: PoolTask['answered'] = (answer) => {
        if ('preview' in answer) resolve(answer.preview && { ...answer.preview, png: Buffer.from(answer.preview.png, 'base64') });
      };
      this.add({ bytes: task.bytes, request: { preview: task }, deaths: 0, answered, lost: () => resolve(null), failed });
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
    this.feed();
  }

  private feed(): void {
    if (this.closed) return this.giveUp();
    while (this.waiting.length > 0) {
      const process = this.freest();
      if (!process) return;
      process.give(this.waiting.shift()!);
    }
  }

  private freest(): EngineProcess | undefined {
    const [first] = [...this.processes].sort((one, other) => one.load - other.load);
    if (first?.load === 0) return first;
    if (this.processes.size < this.options.processes) return this.started();
    return first && first.load < TASKS_AHEAD ? first : undefined;
  }

  private started(): EngineProcess {
    const { limits = engineLimits, execArgv } = this.options;
    const process: EngineProcess = new EngineProcess({
      limits,
      execArgv,
      onFree: () => {
        this.failedStarts = 0;
        this.feed();
      },
      onEnd: (left, how) => {
        this.processes.delete(process);
        this.takeBack(left, how, limits);
      },
    });
    this.processes.add(process);
    return process;
  }

  private takeBack(left: readonly PoolTask[], how: ProcessEnd, limits: EngineLimits): void {
    this.waiting.unshift(...(how === 'died' ? blamed(left, limits) : left));
    this.failedStarts = how === 'never-began' ? this.failedStarts + 1 : 0;
    if (this.failedStarts >= limits.failedStarts) this.giveUp();
    else this.feed();
  }

  private giveUp(): void {
    this.failedStarts = 0;
    for (const task of this.waiting.splice(0)) task.failed(new EngineFault('engine', this.closed ? 'STOPPED' : 'NOT-STARTED'));
  }
}

/** What is to be done again: all of it, but for a file that has brought down as many processes as it may. */
function blamed(left: readonly PoolTask[], { deaths }: EngineLimits): readonly PoolTask[] {
  const [culprit, ...others] = left;
  if (!culprit) return left;
  culprit.deaths += 1;
  if (culprit.deaths < deaths) return left;
  culprit.lost('governance.engine-stopped');
  return others;
}

/** A process tells the text of the same actions once. */
function withActions({ outcome, digest, text }: Extract<TaskAnswer, { outcome: unknown }>, texts: Map<string, DoneActions>): EngineOutcome {
  if (digest !== null && text !== undefined) texts.set(digest, { digest, text });
  return { ...outcome, actions: digest === null ? null : texts.get(digest)! };
}
