import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, migrate, prepareDatabase, rolePasswordsIn, startEmbeddedPostgres, withClient } from '#libs/database';
import { ok, orThrow } from '#libs/kernel';
import { allMigrations } from '../../apps/composition/migrations';
import { TEMPLATE, publishRun } from './postgres-of-run';

const FOLDER = 'medbourse-test-';

/** Nothing here has to survive a power cut. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '64MB', max_connections: 300 };

let running: { postgres: EmbeddedPostgres; folder: string } | undefined;

/** Starts Postgres in a folder of its own under the system's temporary one and builds the template that every test database is cloned from. */
export async function startPostgresForRun(): Promise<void> {
  await sweepFoldersOfDeadRuns();
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`));
  // Postgres started by root runs as another user, who must reach it.
  await chmod(folder, 0o755);
  const postgres = orThrow(await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), settings: SETTINGS }));
  running = { postgres, folder };
  const passwords = await rolePasswordsIn(folder);
  const urls = orThrow(await prepareDatabase({ administratorUrl: postgres.url, name: TEMPLATE, passwords }));
  orThrow(await migrate(urls.owner, allMigrations));
  orThrow(
    await withClient(postgres.url, async (client) =>
      ok(await client.query(`alter database ${TEMPLATE} with is_template true allow_connections false`)),
    ),
  );
  publishRun({ administratorUrl: postgres.url, passwords });
}

export async function stopPostgresOfRun(): Promise<void> {
  await running?.postgres.stop();
  if (running) await rm(running.folder, { recursive: true, force: true });
  running = undefined;
}

/** A run that was killed leaves its folder behind, though not its Postgres. The folder's name tells the process. */
async function sweepFoldersOfDeadRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(/^medbourse-test-(\d+)-/.exec(name)?.[1] ?? NaN);
    if (!Number.isNaN(pid) && !isAlive(pid)) await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
