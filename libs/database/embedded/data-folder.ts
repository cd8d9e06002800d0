import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, realpath, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, ok } from '#libs/kernel';
import { refuseDatabase } from '../database.errors';
import { initialiseCluster } from './initdb';
import { type PostgresBinaries } from './postgres-binaries';
import { type ServerUser, reachableBy } from './server-user';

/** What lies in a data folder: the cluster (or a link to it), the superuser's password (mode 0600) and the server's log. */
export interface DataFolder {
  /** Absolute, without links: Postgres compares paths. */
  readonly cluster: string;
  readonly log: string;
  readonly superuserPassword: string;
}

/** Opens the data folder, or makes one. Refusals: `database.folder-unusable`, `database.other-version`, `database.start-failed` (initdb). */
export async function openDataFolder(
  folder: string,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
): Promise<Result<DataFolder>> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const existing = await realpath(join(folder, 'cluster')).catch(ignoreMissing);
    const opened =
      existing === undefined ? await makeCluster(await realpath(folder), binaries, user) : await checkVersion(existing, binaries);
    if (!opened.ok) return opened;
    const superuserPassword = await readFile(join(folder, 'superuser-password'), 'utf8');
    return ok({ cluster: opened.value, log: join(folder, 'postgres.log'), superuserPassword });
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    const message = `The data folder ${folder} can't be used (${code} at ${path ?? folder}).`;
    return refuseDatabase('database.folder-unusable', message, { facts: { folder, error: code } });
  }
}

async function checkVersion(cluster: string, binaries: PostgresBinaries): Promise<Result<string>> {
  const found = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  if (found === binaries.majorVersion) return ok(cluster);
  const message = `The data in ${cluster} were made by Postgres ${found} and Postgres ${binaries.majorVersion} can't open them; start the Medbourse that made them, or dump and load.`;
  return refuseDatabase('database.other-version', message, { facts: { found, expected: binaries.majorVersion } });
}

/** The cluster gets its name last: what a broken-off initdb left is never taken for a cluster. */
async function makeCluster(folder: string, binaries: PostgresBinaries, user: ServerUser | undefined): Promise<Result<string>> {
  const place = await placeForCluster(folder, user);
  const password = randomBytes(24).toString('base64url');
  const unfinished = join(place, 'cluster.unfinished');
  const made = await initialiseCluster(unfinished, password, binaries, user);
  if (!made.ok) return made;
  await writeFile(join(folder, 'superuser-password'), password, { mode: 0o600 });
  const cluster = join(place, 'cluster');
  await rename(unfinished, cluster);
  if (place !== folder) await symlink(cluster, join(folder, 'cluster'));
  return ok(cluster);
}

/** Where the server's user can't reach the data folder, the cluster gets a place of its own that he can, and the data folder a link to it. */
async function placeForCluster(folder: string, user: ServerUser | undefined): Promise<string> {
  if (!user || (await reachableBy(user, join(folder, 'cluster')))) return folder;
  const place = await mkdtemp('/var/lib/medbourse-data-');
  await chmod(place, 0o755);
  return place;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
