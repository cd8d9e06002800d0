import { type PersonActor } from '#libs/cases';
import { CaseRegistry, CaseRunner, CaseStore, ClockRunner, type CaseKind } from '#libs/case-runtime';
import { newId, stateCouncilCalendar, startOf, type LegalDate, type WorkingCalendar } from '#libs/kernel';
import { LedgerService } from '#libs/ledger';
import { createJobRegistry, type JobDefinition, type JobRegistry } from '#libs/queue';
import { testDatabase, type TestDatabase } from './test-database';

export interface TestExchange {
  readonly database: TestDatabase;
  readonly store: CaseStore;
  readonly runner: CaseRunner;
  readonly ledger: LedgerService;
  readonly calendar: WorkingCalendar;
  /** Runs the jobs in the outbox one after the other, with those that they queue, until none waits. Answers the names in the order in which they ran. */
  drainJobs(): Promise<readonly string[]>;
  /** Moves legal time on to the middle of the day and serves the clocks that ran out. */
  advanceTo(date: LegalDate): Promise<void>;
  drop(): Promise<void>;
}

/** What stages are composed of; the same as the applications hand them. */
export interface TestDependencies {
  readonly database: TestDatabase;
  readonly store: CaseStore;
  readonly calendar: WorkingCalendar;
  readonly ledger: LedgerService;
  /** Set once the kinds are registered: for jobs, which run later. */
  readonly runner: () => CaseRunner;
}

export interface TestExchangeOptions {
  readonly kinds: (dependencies: TestDependencies) => readonly CaseKind[];
  readonly jobs?: (dependencies: TestDependencies) => readonly JobDefinition[];
}

/** A person of an organisation, for tests that need no sign-in. */
export const person = (organisationId: string, organisationRole: string, ...roles: string[]): PersonActor => ({
  kind: 'person',
  personId: newId(),
  organisationId,
  roles,
  organisationRoles: [organisationRole],
});

/** How many jobs one drain runs at the most: a job that queues itself for ever is a bug. */
const DRAIN_LIMIT = 10_000;

/** Cases on a real Postgres, with jobs run in the test's own process instead of by a queue. */
export async function testExchange(options: TestExchangeOptions): Promise<TestExchange> {
  const database = await testDatabase();
  const store = new CaseStore(database.connections.app, database.tenancy);
  const calendar = stateCouncilCalendar();
  const ledger = new LedgerService(database.tenancy);
  let runner: CaseRunner | undefined = undefined;
  const dependencies: TestDependencies = { database, store, calendar, ledger, runner: () => runner! };
  const registry = new CaseRegistry(options.kinds(dependencies));
  const composed = new CaseRunner(registry, store, database.tenancy, calendar, ledger);
  runner = composed;
  const handlers = options.jobs?.(dependencies) ?? [];
  const jobs = createJobRegistry(
    handlers.map((handler) => handler.name),
    handlers,
  );
  const clocks = new ClockRunner(database.connections.relay, database.tenancy, composed, () => undefined);
  return {
    database,
    store,
    runner: composed,
    ledger,
    calendar,
    drainJobs: () => drainJobs(database, jobs),
    advanceTo: async (date) => {
      const noon = new Date(startOf(date).getTime() + 12 * 3_600_000);
      await database.look(
        `insert into legal_time (simulated, shift) values (true, $1::timestamptz - clock_timestamp())
         on conflict (singleton) do update set shift = excluded.shift`,
        [noon],
      );
      while ((await clocks.round()) > 0);
    },
    drop: () => database.drop(),
  };
}

interface OutboxRow {
  readonly id: string;
  readonly organisation_id: string;
  readonly case_id: string | null;
  readonly run_id: string | null;
  readonly epoch: number | null;
  readonly job: string;
  readonly payload: object;
  readonly trace_id: string | null;
  readonly attempts: number;
}

/** Runs what waits in the outbox, one job after the other. */
export async function drainJobs(database: TestDatabase, jobs: JobRegistry): Promise<readonly string[]> {
  const ran: string[] = [];
  while (ran.length < DRAIN_LIMIT) {
    const [row] = await database.look<OutboxRow>(
      `update outbox set state = 'running', attempts = attempts + 1, started_at = now(), lease_until = now() + interval '1 hour'
       where (organisation_id, id) = (select organisation_id, id from outbox where state = 'waiting' order by created_at, id limit 1)
       returning id, organisation_id, case_id, run_id, epoch, job, payload, trace_id, attempts`,
    );
    if (!row) return ran;
    ran.push(row.job);
    const definition = jobs.get(row.job);
    if (!definition) throw new Error(`no handler for ${row.job}`);
    await runOne(database, definition, row);
  }
  throw new Error(`more than ${DRAIN_LIMIT} jobs: ${[...new Set(ran)].join(', ')}`);
}

async function runOne(database: TestDatabase, definition: JobDefinition, row: OutboxRow): Promise<void> {
  const run = {
    id: row.id,
    organisationId: row.organisation_id,
    caseId: row.case_id,
    runId: row.run_id,
    epoch: row.epoch,
    attempt: row.attempts,
    fence: row.attempts,
    payload: row.payload,
    traceId: row.trace_id,
    signal: new AbortController().signal,
  };
  const result = await definition.handle(run);
  if (!result.ok) await definition.exhausted(run, result.refusal);
  await database.look(`update outbox set state = $1, finished_at = now(), lease_until = null where organisation_id = $2 and id = $3`, [
    result.ok ? 'done' : 'failed',
    row.organisation_id,
    row.id,
  ]);
}
