import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export interface ProgramOptions {
  readonly parameters?: readonly string[];
  /** Added to this process's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A real process. It ends with the test at the latest, also where jest is killed. */
export interface Program {
  readonly pid: number;
  /** What it wrote until now, errors included. */
  output(): string;
  readonly ended: Promise<End>;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<End>;
}

const root = join(__dirname, '..', '..');
const running = new Set<Program>();

/** @param file a TypeScript source of this repository, from its root, e.g. `apps/worker/main.ts` */
export function startProgram(file: string, options: ProgramOptions = {}): Program {
  return startProcess(
    process.execPath,
    ['-r', join(root, 'test/support/typescript.cjs'), join(root, file), ...(options.parameters ?? [])],
    options,
  );
}

/** Any other program, e.g. redis-server. Its standard input is a pipe that closes with the test. */
export function startProcess(command: string, parameters: readonly string[], { environment, folder = root }: ProgramOptions = {}): Program {
  const env = { ...process.env, MEDBOURSE_END_WITH_TEST: '1', ...environment };
  const child = spawn(command, parameters, { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const program = programOf(child);
  running.add(program);
  void program.ended.then(() => running.delete(program));
  return program;
}

/** For `afterEach`, so that a test that failed half-way leaves nothing behind. */
export async function stopPrograms(): Promise<void> {
  await Promise.all([...running].map((program) => program.stop('SIGKILL')));
}

function programOf(child: ChildProcess): Program {
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<End>((resolve) => {
    child.once('error', (error) => chunks.push(Buffer.from(error.message)) && resolve({ code: null, signal: null }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    pid: child.pid ?? 0,
    output: () => Buffer.concat(chunks).toString('utf8'),
    ended,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

process.once('exit', () => {
  for (const { pid } of running) if (pid > 0) process.kill(pid, 'SIGKILL');
});
