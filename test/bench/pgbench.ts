import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface PgbenchRun {
  readonly url: string;
  /** For the script's file. */
  readonly folder: string;
  readonly script: string;
  readonly clients: number;
  readonly seconds: number;
  /** Settings of the sessions, as PGOPTIONS has them. */
  readonly options?: string;
}

/** Transactions per second of a custom script, prepared, over TCP as ours are. Throws where pgbench is missing: Debian's package is postgresql-contrib or postgresql-15. */
export async function pgbench({ url, folder, script, clients, seconds, options = '' }: PgbenchRun): Promise<number> {
  const file = join(folder, 'anchor.sql');
  await writeFile(file, script);
  const { hostname, port, username, password, pathname } = new URL(url);
  const settings = ['-n', '-M', 'prepared', '-f', file, '-c', String(clients), '-j', '1', '-T', String(seconds)];
  const server = ['-h', hostname, '-p', port, '-U', username, pathname.slice(1)];
  const environment = { ...process.env, PGPASSWORD: decodeURIComponent(password), PGOPTIONS: options };
  const { stdout } = await promisify(execFile)('pgbench', [...settings, ...server], { env: environment });
  const failed = Number(/failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0);
  const tps = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  if (!(tps > 0) || failed > 0) throw new Error(`pgbench failed:\n${stdout}`);
  return tps;
}
