import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';

const build = join(__dirname, '..', '..', 'dist', 'apps');

/** The API or a worker as built, as a process that can be killed, frozen and started again. It ends with this process: the IPC channel closes. */
export class ProgramProcess {
  private child: ChildProcess | undefined;
  private text = '';
  private readonly log: WriteStream;

  constructor(
    private readonly program: 'api' | 'worker',
    private readonly environment: NodeJS.ProcessEnv,
    logFile: string,
  ) {
    this.log = createWriteStream(logFile, { flags: 'a' });
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get isAlive(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it logged until now, over all its starts. */
  output(): string {
    return this.text;
  }

  /** Resolves when it serves. */
  start(): Promise<void> {
    const file = join(build, this.program, 'main.js');
    const child = fork(file, [], { env: this.environment, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.text += chunk.toString();
        this.log.write(chunk);
      });
    }
    return new Promise((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', () => reject(new Error(`the ${this.program} did not start: ${this.text.slice(-2_000)}`)));
    });
  }

  /** Sends the signal and waits for the end. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.child;
    if (!child || !this.isAlive) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    await ended;
  }

  /**
   * SIGSTOP. Answers how to let it go on. A shell holds it by a pipe from this process, and lets it go where this process dies: a
   * stopped program can not see that its parent is gone.
   */
  async freeze(): Promise<() => Promise<void>> {
    const script = 'kill -STOP "$1"; echo frozen; read -r _; kill -CONT "$1"';
    const holder = spawn('/bin/sh', ['-c', script, 'freeze', String(this.child!.pid)], { stdio: ['pipe', 'pipe', 'ignore'] });
    const ended = new Promise<void>((resolve) => holder.once('exit', () => resolve()));
    await new Promise<void>((resolve) => holder.stdout.once('data', () => resolve()));
    return () => {
      holder.stdin.end();
      return ended;
    };
  }
}
