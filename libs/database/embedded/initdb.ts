import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Result, ok } from '#libs/kernel';
import { refuseDatabase } from '../database.errors';
import { runToEnd } from './child';
import { type PostgresBinaries } from './postgres-binaries';
import { type ServerUser } from './server-user';

/** Makes a new cluster in `cluster`, replacing what an earlier attempt left there. */
export async function initialiseCluster(
  cluster: string,
  password: string,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
): Promise<Result<void>> {
  await rm(cluster, { recursive: true, force: true });
  await mkdir(cluster, { mode: 0o700 });
  // A folder that the server's user owns, so that he reaches the file and nobody else does.
  const secretFolder = await mkdtemp(join(tmpdir(), 'medbourse-initdb-'));
  const passwordFile = join(secretFolder, 'password');
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user) for (const path of [cluster, secretFolder, passwordFile]) await chown(path, user.uid, user.gid);
    const ended = await runToEnd(binaries.initdb, initdbArguments(cluster, passwordFile), {
      ...user,
      cwd: cluster,
      env: serverEnvironment(),
    });
    return ended.code === 0 ? ok(undefined) : refuseDatabase('database.start-failed', `initdb failed: ${lastLine(ended.output)}`);
  } finally {
    await rm(secretFolder, { recursive: true, force: true });
  }
}

function initdbArguments(cluster: string, passwordFile: string): string[] {
  return [
    `--pgdata=${cluster}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-instructions',
  ];
}

/** Messages are read by this library, so they are in English; nothing of the caller's own (PGDATA, PGPORT …) may reach the server. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', SYSTEMROOT: process.env.SYSTEMROOT };
}

export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
