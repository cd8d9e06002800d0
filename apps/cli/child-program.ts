import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';

export type ProgramName = 'api' | 'worker' | 'receiver';

export interface ChildOptions {
  readonly program: ProgramName;
  readonly environment: NodeJS.ProcessEnv;
  readonly logFolder: string;
  /** Told when a child ended that was not asked to, and whether it is started again. */
  readonly onLost: (program: string, again: boolean) => void;
}

/** How often a program that dies by itself is started again. */
const RESTARTS = 5;
const STOP_LIMIT_MS = 35_000;

/** A program of the exchange as a child process: its log goes to a file, it is started again when it dies, and it never outlives its parent. */
export class Child {
  private process: ChildProcess | undefined;
  private stopping = false;
  private restarts = 0;
  private readonly log: WriteStream;

  constructor(private readonly options: ChildOptions) {
    this.log = createWriteStream(join(options.logFolder, `${options.program}.log`), { flags: 'a', mode: 0o600 });
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Resolves when it serves; rejects with the last line of its log where it ended instead. */
  start(): Promise<void> {
    const { program, environment } = this.options;
    const child = fork(join(__dirname, '..', program, 'main.js'), [], { env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.process = child;
    let last = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        last = chunk.toString().trimEnd().split('\n').at(-1) ?? last;
        this.log.write(chunk);
      });
    }
    return new Promise((resolve, reject) => {
      let serving = false;
      child.once('message', () => {
        serving = true;
        resolve();
      });
      child.once('exit', () => {
        if (serving) this.lost();
        else reject(new Error(reasonIn(last) ?? `the ${program} did not start: see its log`));
      });
    });
  }

  /** SIGTERM, and SIGKILL where that did not help in time. */
  async stop(): Promise<void> {
    this.stopping = true;
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(limit);
    this.log.end();
  }

  private lost(): void {
    if (this.stopping) return;
    const again = this.restarts < RESTARTS;
    this.restarts += 1;
    this.options.onLost(this.options.program, again);
    if (again) this.start().catch(() => this.options.onLost(this.options.program, false));
  }
}

function reasonIn(line: string): string | undefined {
  try {
    return (JSON.parse(line) as { reason?: string }).reason;
  } catch {
    return undefined;
  }
}
