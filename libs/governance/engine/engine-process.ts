import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { type EngineAnswer } from './engine-message';
import { heldOutcome } from './engine-task';
import { EngineFault, type DoneActions, type EngineOutcome, type EngineSettings, type EngineTask } from './engine.port';
import { type EngineLimits } from './engine-limits.data';

/** A run's settings on this side, with the texts that any process has told of. */
export interface PoolSession {
  readonly id: number;
  readonly settings: EngineSettings;
  readonly texts: Map<string, DoneActions>;
}

export interface PoolTask {
  readonly session: PoolSession;
  readonly task: EngineTask;
  deaths: number;
  resolve(outcome: EngineOutcome): void;
  reject(fault: EngineFault): void;
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

  give(entry: PoolTask): void {
    const { session, task } = entry;
    if (!this.begun.has(session.id)) {
      this.begun.add(session.id);
      const { secret, options } = session.settings;
      this.send({ begin: session.id, secret: secret.toString('base64'), options });
    }
    this.tasks.push(entry);
    this.send({ session: session.id, task });
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
  private send(message: object): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  private answered(answer: EngineAnswer): void {
    if ('ready' in answer) {
      this.ready = true;
      return this.watch();
    }
    const entry = this.tasks[0];
    if (entry?.task.file !== answer.file) throw new Error('a process of the engine answered out of turn');
    this.tasks.shift();
    this.watch();
    if ('fault' in answer) entry.reject(new EngineFault(answer.fault.at, answer.fault.code));
    else {
      const { outcome, digest, text } = answer;
      const { texts } = entry.session;
      if (digest !== null && text !== undefined) texts.set(digest, { digest, text });
      entry.resolve({ ...outcome, actions: digest === null ? null : texts.get(digest)! });
    }
    this.options.onFree();
  }

  /** Runs for the first of the tasks, which is the one that is being done, and without one until the process has idled long enough. */
  private watch(): void {
    clearTimeout(this.timer);
    const { fileSeconds, secondsPerMegabyte, idleSeconds } = this.options.limits;
    const current = this.tasks[0];
    const seconds = current ? fileSeconds + (secondsPerMegabyte * current.task.bytes) / 1e6 : idleSeconds;
    this.timer = setTimeout(() => this.tooLong(), seconds * 1000);
    this.timer.unref();
  }

  private tooLong(): void {
    if (this.ready) {
      this.tasks.shift()?.resolve(heldOutcome('refused', { code: 'governance.engine-hung' }));
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
