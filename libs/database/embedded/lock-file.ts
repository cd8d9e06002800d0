import { readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The parts of Postgres's `postmaster.pid` that are used here (src/include/utils/pidfile.h). */
export interface LockFile {
  readonly pid: number;
  readonly ready: boolean;
}

const STATUS_LINE = 7;

export async function readLockFile(clusterFolder: string): Promise<LockFile | undefined> {
  const text = await readFile(join(clusterFolder, 'postmaster.pid'), 'utf8').catch(() => undefined);
  const lines = text?.split('\n') ?? [];
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, ready: lines[STATUS_LINE]?.trim() === 'ready' } : undefined;
}

/**
 * The pid of the Postgres that runs on this cluster now. A lock file is left behind by kill -9, and its pid soon belongs to another
 * program (in a container at once); Postgres would refuse to start, so in that case the line is given our own pid, which
 * Postgres knows as its parent's and takes for stale. The file itself stays: by its shared-memory key Postgres sees whether
 * processes of the dead server still write.
 */
export async function runningServer(clusterFolder: string): Promise<number | undefined> {
  const lock = await readLockFile(clusterFolder);
  if (!lock || !isAlive(lock.pid)) return undefined;
  if (await isPostgresOf(lock.pid, clusterFolder)) return lock.pid;
  const file = join(clusterFolder, 'postmaster.pid');
  const [, ...rest] = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, [process.pid, ...rest].join('\n'));
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Postgres works in its cluster folder. Where the system does not tell (no /proc, another user's process) it is taken for Postgres. */
async function isPostgresOf(pid: number, clusterFolder: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return folder === undefined || folder === clusterFolder;
}
