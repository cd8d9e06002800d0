import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { type EngineAnswer, type EngineRequest, type TaskAnswer } from './engine-message';
import { EngineFault } from './engine.port';
import { type EngineLimits } from './engine-limits.data';

/** What a pool gives its processes to do. */
export interface PoolTask {
  /** Bytes of its file. */
  readonly bytes: number;
  readonly request: EngineRequest;
  /** Where it belongs to a run, whose settings the process has to know. */
  readonly session?: PoolSession;
  deaths: number;
  answered(answer: Exclude<TaskAnswer, { fault: unknown }>): void;
  /** It hung the process, or brought down as many as it may. */
  lost(code: 'governance.engine-hung' | 'governance.engine-stopped'): void;
  failed(fault: EngineFault): void;
}

export interface PoolSession {
  readonly id: number;
  readonly begin: EngineRequest;
}

interface ProcessOptions {
  readonly limits: EngineLimits;
  readonly execArgv?: readonly string[];
  /** After an answer: it may take another task. */
  onFree(): void;
  /** It ended; `left` are tasks that it did not answer for. */
  onEnd(left: readonly PoolTask[], how: ProcessEnd): void;
}

/** `died`: the first task that is left brought it down. `ended`: it was told to, or its task took too long. */
export type ProcessEnd = 'died' | 'never-began' | 'ended';

/** One process of the engine, and the tasks that it has. */
export class EngineProcess {
  private readonly child: ChildProcess;
  private readonly tasks: PoolTask[] = [];
  private readonly begun = new Set<number>();
  private ready = false;
  private served = 0;
  private told = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ProcessOptions) {
    const { execArgv } = options;
    // Nothing of the environment but what Node needs: the worker's holds the way to the database. Nothing that it prints is kept: where it
    // dies, it may print what it had in hand.
    const env = { PATH: process.env['PATH'], TZ: process.env['TZ'], TMPDIR: process.env['TMPDIR'] };
    const program = join(__dirname, `engine.program${extname(__filename)}`);
    this.child = fork(program, { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], ...(execArgv && { execArgv: [...execArgv] }) });
    this.child.on('message', (answer: EngineAnswer) => this.answered(answer));
    // Where it could not be started, no exit follows.
    this.child.once('error', () => this.child.pid === undefined && this.ended());
    this.child.once('exit', () => this.ended());
    this.watch();
  }

  /** Undefined until it began. */
  get pid(): number | undefined {
    return this.ready ? this.child.pid : undefined;
  }

  /** Infinity for one that is about to end. */
  get load(): number {
    return this.told ? Infinity : this.tasks.length;
  }

  give(task: PoolTask): void {
    const { session, request } = task;
    if (session && !this.begun.has(session.id)) {
      this.begun.add(session.id);
      this.send(session.begin);
    }
    this.tasks.push(task);
    this.send(request);
    if (this.tasks.length === 1) this.watch();
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
  private send(message: EngineRequest): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  private answered(answer: EngineAnswer): void {
    if ('ready' in answer) {
      this.ready = true;
      return this.watch();
    }
    const task = this.tasks.shift();
    this.served += 1;
    if (!task || this.served !== answer.number) throw new Error('a process of the engine answered out of turn');
    this.watch();
    if ('fault' in answer) task.failed(new EngineFault(answer.fault.at, answer.fault.code));
    else task.answered(answer);
    this.options.onFree();
  }

  /** Runs for the first of the tasks, which is the one that is being done, and without one until the process has idled long enough. */
  private watch(): void {
    clearTimeout(this.timer);
    const { fileSeconds, secondsPerMegabyte, idleSeconds } = this.options.limits;
    const current = this.tasks[0];
    const seconds = current ? fileSeconds + (secondsPerMegabyte * current.bytes) / 1e6 : idleSeconds;
    this.timer = setTimeout(() => this.tooLong(), seconds * 1000);
    this.timer.unref();
  }

  private tooLong(): void {
    if (this.ready) {
      this.tasks.shift()?.lost('governance.engine-hung');
      this.kill();
    } else this.child.kill('SIGKILL');
  }

  private ended(): void {
    clearTimeout(this.timer);
    const how = this.told ? 'ended' : this.ready ? 'died' : 'never-began';
    this.told = true;
    this.options.onEnd(this.tasks.splice(0), how);
  }
}
