import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolePasswordsFrom, rolePasswordsIn, roleUrls, type RoleUrls } from '#libs/database';
import { ok, refuse, type Result } from '#libs/kernel';
import { type ApiConfiguration } from '../api/configuration/api-configuration';
import { DATABASE_NAME, databaseNameOf } from '../composition/database-access';

/** The database of a running exchange, as each role. The embedded one says its port in its own pid file. Refuses `server.not-running`. */
export async function runningDatabase({ home, databaseUrl, databaseSecret }: ApiConfiguration): Promise<Result<RoleUrls>> {
  const passwords = databaseSecret ? rolePasswordsFrom(databaseSecret) : await rolePasswordsIn(home);
  if (databaseUrl) return ok(roleUrls(databaseUrl, databaseNameOf(databaseUrl), passwords));
  const port = await portOf(join(home, 'postgres'));
  if (!port) return refuse('server.not-running', 'unavailable', `No Medbourse runs on ${home}: start it first.`);
  return ok(roleUrls(`postgres://127.0.0.1:${port}/`, DATABASE_NAME, passwords));
}

/** The fourth line of postmaster.pid (PostgreSQL documentation, 20.2). */
async function portOf(folder: string): Promise<string | undefined> {
  for (const cluster of [folder, join(folder, 'cluster'), join(folder, 'data')]) {
    const lines = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
    if (lines) return lines.split('\n')[3]?.trim();
  }
  return undefined;
}
