import { CaseRegistry, CaseRunner, CaseStore, type CaseKind } from '#libs/case-runtime';
import { connectDatabase, Tenancy, type ConnectionOptions, type DatabaseConnections, type RoleUrls } from '#libs/database';
import { ownProcessEngine, type Engine } from '#libs/engine';
import { ok, stateCouncilCalendar, type Result } from '#libs/kernel';
import { LedgerService } from '#libs/ledger';
import { NoticeService } from '#libs/notifications';
import { createJobRegistry, type JobRegistry } from '#libs/queue';
import { storageFromUrl, type ObjectStore } from '#libs/storage';
import { roleUrlsOf, type DatabaseAccess } from './database-access';
import { composeStages, type StageServices } from './stages';

export interface ExchangeOptions extends DatabaseAccess {
  /** 'api', 'worker', 'cli': pg_stat_activity shows it. */
  readonly program: string;
  readonly poolSizes?: ConnectionOptions['poolSizes'];
  /** `file:` or `s3:`; absent: files in the data folder. */
  readonly storageUrl?: string;
  /** For jobs that de-identify, and for what shows a held file; its maker closes it. Absent: this process does it by itself. */
  readonly engine?: Engine;
}

/** Everything that a process of the exchange works with. Composed by plain constructors, the same for the API, the worker and the command line. */
export interface Exchange {
  readonly urls: RoleUrls;
  readonly connections: DatabaseConnections;
  readonly tenancy: Tenancy;
  readonly store: CaseStore;
  readonly runner: CaseRunner;
  readonly registry: CaseRegistry;
  readonly ledger: LedgerService;
  readonly notices: NoticeService;
  readonly objects: ObjectStore;
  readonly kinds: readonly CaseKind[];
  readonly services: StageServices;
  readonly jobs: JobRegistry;
  close(): Promise<void>;
}

/** Refuses `database.unavailable`, and what the storage refuses. Throws where the composition itself is faulty: a definition, a missing job handler. */
export async function composeExchange(options: ExchangeOptions): Promise<Result<Exchange>> {
  const urls = await roleUrlsOf(options);
  const objects = await storageFromUrl(options.storageUrl ?? `file:${options.dataFolder}/objects`);
  if (!objects.ok) return objects;
  const connected = await connectDatabase(urls, { entities: [], program: options.program, poolSizes: options.poolSizes });
  if (!connected.ok) return connected;
  const { dataFolder, engine = ownProcessEngine() } = options;
  const exchange = compose({ urls, connections: connected.value, objects: objects.value, dataFolder, engine });
  if (options.engine) return ok(exchange);
  return ok({ ...exchange, close: () => Promise.all([exchange.close(), engine.close()]).then(() => undefined) });
}

interface Opened {
  readonly urls: RoleUrls;
  readonly connections: DatabaseConnections;
  readonly objects: ObjectStore;
  readonly dataFolder: string;
  readonly engine: Engine;
}

function compose({ urls, connections, objects, dataFolder, engine }: Opened): Exchange {
  const tenancy = new Tenancy(connections.app);
  const calendar = stateCouncilCalendar();
  const ledger = new LedgerService(tenancy);
  const store = new CaseStore(connections.app, tenancy);
  // Jobs give commands, and the runner needs the kinds that they belong to: so stages get the runner by a function.
  const later: { runner?: CaseRunner } = {};
  const runnerOf = (): CaseRunner => {
    if (!later.runner) throw new Error('a command was given before the exchange was composed');
    return later.runner;
  };
  const stages = composeStages({
    connections,
    tenancy,
    calendar,
    ledger,
    store,
    objects,
    dataFolder,
    engine,
    runner: runnerOf,
  });
  const registry = new CaseRegistry(stages.kinds);
  const runner = new CaseRunner(registry, store, tenancy, calendar, ledger);
  later.runner = runner;
  return {
    urls,
    connections,
    tenancy,
    store,
    runner,
    registry,
    ledger,
    notices: new NoticeService(tenancy),
    objects,
    kinds: stages.kinds,
    services: stages.services,
    jobs: createJobRegistry(registry.jobs(), stages.jobs),
    close: () => connections.close(),
  };
}
