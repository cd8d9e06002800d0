import { resolve } from 'node:path';
import { type Result, ok } from '#libs/kernel';
import { refuseDatabase } from '../database.errors';
import { type DataFolder, openDataFolder } from './data-folder';
import { freePort, isPortFree } from './free-port';
import { runningServer } from './lock-file';
import { guardAgainstOrphan } from './orphan-guard';
import { postgresBinaries } from './postgres-binaries';
import { type Server, type ServerSettings, type StartFailure, spawnServer, stopServer } from './server';
import { serverUser } from './server-user';

export interface EmbeddedPostgresOptions {
  /** Made where it is missing. Belongs to one Postgres alone. */
  readonly dataFolder: string;
  /** A free one is taken where none is given. */
  readonly port?: number;
  /** Postgres settings over the ones used here, e.g. `{ fsync: 'off' }` for tests. */
  readonly settings?: ServerSettings;
}

export interface EmbeddedPostgres {
  /** The superuser's, database `postgres`, password included: never to be logged. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends when Postgres ends, whether asked to or not. */
  readonly ended: Promise<void>;
  /** Fast shutdown (open transactions are rolled back, everything committed is on disk), then waits for the end. May be called twice. */
  stop(): Promise<void>;
}

const ATTEMPT_LIMIT = 20;

/**
 * Starts Postgres 18 on a data folder of its own, on 127.0.0.1 alone, and waits until it accepts connections. Postgres is
 * stopped with this process, however that ends.
 * Refusals: `database.no-embedded-postgres`, `.folder-unusable`, `.other-version`, `.already-running`, `.port-taken`, `.start-failed`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<Result<EmbeddedPostgres>> {
  const user = serverUser();
  const binaries = await postgresBinaries(user);
  if (!binaries.ok) return binaries;
  const dataFolder = resolve(options.dataFolder);
  const folder = await openDataFolder(dataFolder, binaries.value, user);
  if (!folder.ok) return folder;
  const running = await runningServer(folder.value.cluster);
  if (running !== undefined) {
    const message = `Postgres already runs on ${dataFolder} (process ${running}); stop the other Medbourse first.`;
    return refuseDatabase('database.already-running', message, { facts: { folder: dataFolder, pid: running } });
  }
  return startServer(options, folder.value, (port) =>
    spawnServer({ program: binaries.value.postgres, folder: folder.value, port, user, settings: options.settings ?? {} }),
  );
}

type Spawned = { server: Server } | { failure: StartFailure };

/** Tries again where another program took the free port first, or where processes of a killed server have not ended yet. */
async function startServer(
  options: EmbeddedPostgresOptions,
  folder: DataFolder,
  spawnOn: (port: number) => Promise<Spawned>,
): Promise<Result<EmbeddedPostgres>> {
  if (options.port !== undefined && !(await isPortFree(options.port))) return portTaken(options.port);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const spawned = await spawnOn(port);
    if ('server' in spawned) return ok(embedded(spawned.server, port, folder));
    const { kind, line } = spawned.failure;
    if (attempt < ATTEMPT_LIMIT && (kind === 'still-in-use' || (kind === 'port-taken' && options.port === undefined))) continue;
    if (kind === 'port-taken') return portTaken(port);
    return refuseDatabase('database.start-failed', `Postgres did not start: ${line} (see ${folder.log}).`, { facts: { log: folder.log } });
  }
}

function portTaken(port: number): Result<never> {
  return refuseDatabase('database.port-taken', `Port ${port} on 127.0.0.1 is taken by another program; choose another.`, {
    facts: { port },
  });
}

function embedded(server: Server, port: number, folder: DataFolder): EmbeddedPostgres {
  const pid = server.child.pid as number;
  const endGuard = guardAgainstOrphan(pid, folder.cluster);
  return {
    url: `postgres://postgres:${folder.superuserPassword}@127.0.0.1:${port}/postgres`,
    port,
    pid,
    ended: server.ended.finally(endGuard),
    stop: () => stopServer(server),
  };
}
