import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase, startEmbeddedPostgres, Tenancy, withClient, type DatabaseConnections, type RoleUrls } from '#libs/database';
import { ok, orThrow } from '#libs/kernel';
import { prepareSchema } from '../../apps/composition/schema';

export interface BenchDatabase {
  readonly folder: string;
  /** The superuser's, of the cluster. */
  readonly databaseUrl: string;
  /** The superuser's, whom row-level security does not hold: the anchor pays for none of it. */
  readonly administratorUrl: string;
  readonly urls: RoleUrls;
  readonly connections: DatabaseConnections;
  readonly tenancy: Tenancy;
  run(sql: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
}

/** Runs the work on an embedded Postgres of its own, as durable as a newcomer's, and removes it. */
export async function withDatabase<T>(appConnections: number, work: (database: BenchDatabase) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const postgres = orThrow(await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres') }));
    try {
      const urls = orThrow(await prepareSchema({ dataFolder: folder, databaseUrl: postgres.url }));
      const administratorUrl = Object.assign(new URL(postgres.url), { pathname: new URL(urls.app).pathname }).href;
      const connections = orThrow(await connectDatabase(urls, { entities: [], program: 'bench', poolSizes: { app: appConnections } }));
      const run: BenchDatabase['run'] = async (sql, parameters = []) =>
        orThrow(await withClient(administratorUrl, async (client) => ok((await client.query(sql, [...parameters])).rows)));
      try {
        return await work({
          folder,
          databaseUrl: postgres.url,
          administratorUrl,
          urls,
          connections,
          tenancy: new Tenancy(connections.app),
          run,
        });
      } finally {
        await connections.close();
      }
    } finally {
      await postgres.stop();
    }
  });
}

/** A folder of its own under the system's temporary one, that Postgres can reach where root starts it as another user. */
export async function inFolder<T>(work: (folder: string) => Promise<T>, within = tmpdir()): Promise<T> {
  const folder = await mkdtemp(join(within, 'medbourse-bench-'));
  await chmod(folder, 0o755);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
