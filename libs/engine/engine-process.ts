import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { type EngineLimits } from './engine-limits.data';
import { type EngineAnswer, type EngineMessage, type EngineNews, type EngineRequest } from './engine-message';
import { EngineFault, type LostFile } from './engine.port';

/** What a pool gives its processes to do. */
export interface PoolTask {
  /** Bytes of its file. */
  readonly bytes: number;
  readonly request: EngineRequest;
  /** Where it belongs to a run, whose settings the process has to know. */
  readonly session?: PoolSession;
  /** A process died with it in hand, and others beside it: it is done alone. */
  suspect: boolean;
  /** How many processes died with it alone in hand. */
  deaths: number;
  answered(answer: Exclude<EngineAnswer, { fault: unknown }>): void;
  lost(how: LostFile['lost']): void;
  failed(fault: EngineFault): void;
}

export interface PoolSession {
  readonly id: number;
  readonly begin: EngineMessage;
}

interface ProcessOptions {
  readonly limits: EngineLimits;
  readonly execArgv: readonly string[];
  /** After answers: it may take more. */
  onFree(): void;
  /** It ended; `left` are tasks that it did not answer for. */
  onEnd(left: readonly PoolTask[], how: ProcessEnd): void;
}

/** `died`: with one of the tasks that are left. `ended`: it was told to. */
export type ProcessEnd = 'died' | 'never-began' | 'ended';

/** A process has so much work ahead that it need not wait for more, and little enough that none waits long for a process that is busy. */
const WORK_AHEAD_MS = 250;
export const MOST_AHEAD = 16;
const FIRST_AHEAD = 2;
/** Memory that one thread freed serves the others: with an arena a core and more, it stays with the process. */
const MALLOC_ARENAS = '2';

/** One process of the engine, and the tasks that it has. */
export class EngineProcess {
  private readonly child: ChildProcess;
  private readonly tasks: PoolTask[] = [];
  private readonly begun = new Set<number>();
  private ready = false;
  private served = 0;
  /** It is to end; what it has in hand is still answered for. */
  private retiring = false;
  private told = false;
  private alone = false;
  private ahead = FIRST_AHEAD;
  private busySince = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ProcessOptions) {
    const { execArgv, limits } = options;
    const { PATH, TZ, TMPDIR } = process.env;
    const program = join(__dirname, `engine.program${extname(__filename)}`);
    this.child = fork(program, [String(limits.retireAboveMegabytes)], {
      execArgv: [...execArgv, `--max-old-space-size=${limits.heapMegabytes}`],
      // Nothing of the environment but what Node needs: the worker's holds the way to the database. Nothing that it prints is kept: where
      // it dies, it may print what it had in hand.
      env: { PATH, TZ, TMPDIR, MALLOC_ARENA_MAX: MALLOC_ARENAS },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    this.child.on('message', (news: EngineNews) => this.heard(news));
    // Where it could not be started, no exit follows.
    this.child.on('error', () => this.child.pid === undefined && this.ended());
    // What it said before its end may be read after it: the channel ends last.
    this.child.once('exit', () => (this.child.connected ? this.child.once('disconnect', () => this.ended()) : this.ended()));
    this.watch();
  }

  /** Undefined until it began. */
  get pid(): number | undefined {
    return this.ready ? this.child.pid : undefined;
  }

  get load(): number {
    return this.tasks.length;
  }

  /** How many more tasks it may be given: none until it has done half of what it had, for a message costs as much as a tenth of a slice. */
  get room(): number {
    const { ahead, tasks } = this;
    return this.told || this.retiring || this.alone || tasks.length > ahead / 2 ? 0 : ahead - tasks.length;
  }

  /** `alone`: with nothing beside it until it is answered for. */
  give(tasks: readonly PoolTask[], alone = false): void {
    this.alone = alone;
    if (this.tasks.length === 0) this.busySince = performance.now();
    for (const { session } of tasks) {
      if (!session || this.begun.has(session.id)) continue;
      this.begun.add(session.id);
      this.send(session.begin);
    }
    this.tasks.push(...tasks);
    this.send({ requests: tasks.map(({ request }) => request) });
    if (this.tasks.length === tasks.length) this.watch();
  }

  endSession(id: number): void {
    if (this.begun.delete(id)) this.send({ end: id });
  }

  kill(): void {
    this.told = true;
    clearTimeout(this.timer);
    this.child.kill('SIGKILL');
  }

  /** A channel that broke is met by the exit that follows. */
  private send(message: EngineMessage): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  private heard(news: EngineNews): void {
    if ('ready' in news) {
      this.ready = true;
      this.busySince = performance.now();
      return this.watch();
    }
    if (this.served !== news.from || news.answers.length > this.tasks.length)
      throw new Error('a process of the engine answered out of turn');
    this.served += news.answers.length;
    this.alone = false;
    this.retiring ||= news.grown;
    this.measure(news.answers.length);
    for (const answer of news.answers) {
      const task = this.tasks.shift()!;
      if ('fault' in answer) task.failed(new EngineFault(answer.fault.at, answer.fault.code));
      else task.answered(answer);
    }
    this.watch();
    if (this.retiring && this.tasks.length === 0) this.kill();
    this.options.onFree();
  }

  private measure(answers: number): void {
    const now = performance.now();
    const each = (now - this.busySince) / answers;
    this.busySince = now;
    this.ahead = Math.max(1, Math.min(MOST_AHEAD, Math.round((this.ahead + WORK_AHEAD_MS / each) / 2)));
  }

  /** For one of the tasks that it has, whichever it is at; and without one until it has idled long enough. */
  private watch(): void {
    clearTimeout(this.timer);
    const { fileSeconds, secondsPerMegabyte, idleSeconds } = this.options.limits;
    const largest = Math.max(...this.tasks.map(({ bytes }) => bytes));
    const seconds = this.tasks.length > 0 ? fileSeconds + (secondsPerMegabyte * largest) / 1e6 : idleSeconds;
    this.timer = setTimeout(() => this.tooLong(), seconds * 1000);
    this.timer.unref();
  }

  private tooLong(): void {
    if (this.ready && this.tasks.length === 1) this.tasks.shift()!.lost('hung');
    // Of several, any may be the one at which it hangs: each is done alone.
    if (this.tasks.length === 0) this.kill();
    else this.child.kill('SIGKILL');
  }

  private ended(): void {
    clearTimeout(this.timer);
    const how = this.told ? 'ended' : this.ready ? 'died' : 'never-began';
    this.told = true;
    this.options.onEnd(this.tasks.splice(0), how);
  }
}
