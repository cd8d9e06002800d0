import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type DataFolder } from './data-folder';
import { lastLine, serverEnvironment } from './initdb';
import { readLockFile } from './lock-file';
import { type ServerUser } from './server-user';

export type ServerSettings = Readonly<Record<string, string | number>>;

export interface ServerStart {
  readonly program: string;
  readonly folder: DataFolder;
  readonly port: number;
  readonly user: ServerUser | undefined;
  readonly settings: ServerSettings;
}

export interface StartFailure {
  readonly kind: 'port-taken' | 'still-in-use' | 'other';
  /** What Postgres said last. */
  readonly line: string;
}

const POLL_MS = 10;
const STOP_GRACE_MS = 30_000;

const SETTINGS: ServerSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 120,
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The log is clear text: a failing statement, its parameters and the row it failed on may hold a patient's data.
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: 0,
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

export interface Server {
  readonly child: ChildProcess;
  /** Ends when the process ends. */
  readonly ended: Promise<void>;
}

/** Starts the server and waits until its lock file says that it accepts connections, or until it ended. */
export async function spawnServer(start: ServerStart): Promise<{ server: Server } | { failure: StartFailure }> {
  const { cluster } = start.folder;
  const log = await open(start.folder.log, 'a', 0o600);
  const logStart = (await log.stat()).size;
  try {
    const child = spawn(start.program, serverArguments(start), {
      ...start.user,
      cwd: cluster,
      env: serverEnvironment(),
      stdio: ['ignore', log.fd, log.fd],
      // A session of its own: Ctrl-C is for the application, which ends Postgres when its own work is done.
      detached: process.platform !== 'win32',
    });
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    const outcome = await readyOrEnded(child, cluster);
    if (outcome === 'ready') return { server: { child, ended } };
    return { failure: outcome === 'ended' ? await failureIn(start.folder.log, logStart) : { kind: 'other', line: outcome.message } };
  } finally {
    await log.close();
  }
}

function serverArguments({ folder, port, settings }: ServerStart): string[] {
  const all = { ...SETTINGS, ...settings, port };
  return ['-D', folder.cluster, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function readyOrEnded(child: ChildProcess, cluster: string): Promise<'ready' | 'ended' | Error> {
  let failed: Error | undefined;
  child.once('error', (error) => (failed = error));
  while (child.exitCode === null && child.signalCode === null) {
    if (failed) return failed;
    const lock = await readLockFile(cluster);
    if (lock?.ready && lock.pid === child.pid) return 'ready';
    await delay(POLL_MS);
  }
  return 'ended';
}

async function failureIn(logFile: string, from: number): Promise<StartFailure> {
  const log = await open(logFile, 'r');
  try {
    const length = Math.min((await log.stat()).size - from, 64 * 1024);
    const { buffer, bytesRead } = await log.read(Buffer.alloc(Math.max(length, 1)), 0, length, from);
    const text = buffer.toString('utf8', 0, bytesRead);
    const fatal = text.split('\n').find((line) => line.includes('FATAL:')) ?? lastLine(text);
    return { kind: kindOf(text), line: fatal.replace(/^.*?FATAL:\s*/, '') };
  } finally {
    await log.close();
  }
}

function kindOf(log: string): StartFailure['kind'] {
  if (/could not bind .*: Address already in use|could not create any TCP\/IP sockets/.test(log)) return 'port-taken';
  if (/pre-existing shared memory block .* is still in use/.test(log)) return 'still-in-use';
  return 'other';
}

/** SIGINT is Postgres's fast shutdown. Should it hang, SIGQUIT ends it without a checkpoint: the next start recovers from the log. */
export async function stopServer({ child, ended }: Server): Promise<void> {
  child.kill('SIGINT');
  const abort = new AbortController();
  const grace = delay(STOP_GRACE_MS, 'late' as const, { signal: abort.signal, ref: false }).catch(() => 'cancelled' as const);
  if ((await Promise.race([ended, grace])) === 'late') child.kill('SIGQUIT');
  abort.abort();
  await ended;
}
