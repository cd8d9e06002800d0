import { CaseRegistry, CaseRunner, CaseStore, type CaseKind } from '#libs/case-runtime';
import { command, opening, type CaseDefinition, type PersonActor } from '#libs/cases';
import { newId, orThrow, stateCouncilCalendar } from '#libs/kernel';
import { LedgerService } from '#libs/ledger';
import { type BenchDatabase } from './bench-database';
import { benchData, type BenchData } from './case-anchor';

type BenchState = 'open' | 'asked';

const title = (text: string) => ({ zh: text, en: text });

/** The smallest case that moves: `add` stays and writes, `ask` queues a job that answers with `done`. */
const definition: CaseDefinition<BenchData, BenchState> = {
  kind: 'bench',
  version: 1,
  title: title('bench'),
  stage: 'governance',
  owner: 'hospital',
  parts: ['hospital'],
  jobs: ['bench.step'],
  states: { open: { title: title('open'), meaning: title('open') }, asked: { title: title('asked'), meaning: title('asked') } },
  opening: opening<BenchData, BenchState>()({
    title: title('open'),
    to: 'open',
    by: ['hospital:it'],
    payload: {},
    apply: () => ({ data: benchData(0) }),
  }),
  commands: {
    add: command<BenchData, BenchState>()({
      title: title('add'),
      from: ['open'],
      to: 'open',
      by: ['hospital:it'],
      payload: {},
      apply: ({ case: { data } }) => ({ data: { ...data, count: data.count + 1 } }),
    }),
    ask: command<BenchData, BenchState>()({
      title: title('ask'),
      from: ['open'],
      to: 'asked',
      by: ['hospital:it'],
      payload: {},
      apply: () => ({ effects: [{ type: 'job', job: 'bench.step', payload: {} }] }),
    }),
    done: command<BenchData, BenchState>()({
      title: title('done'),
      from: ['asked'],
      to: 'open',
      by: ['system:job'],
      payload: {},
      apply: ({ case: { data } }) => ({ data: { ...data, count: data.count + 1 } }),
    }),
  },
  clocks: {},
};

const kind: CaseKind = { path: 'bench', definitions: [definition as unknown as CaseDefinition], facts: {} };

export interface BenchCases {
  readonly registry: CaseRegistry;
  readonly store: CaseStore;
  readonly runner: CaseRunner;
  readonly cases: readonly BenchCase[];
}

export interface BenchCase {
  readonly caseId: string;
  readonly actor: PersonActor;
}

/** Cases of several organisations, opened as a person opens them. */
export async function openCases(database: BenchDatabase, organisations: number, each: number): Promise<BenchCases> {
  const registry = new CaseRegistry([kind]);
  const store = new CaseStore(database.connections.app, database.tenancy);
  const runner = new CaseRunner(registry, store, database.tenancy, stateCouncilCalendar(), new LedgerService(database.tenancy));
  const actors = Array.from({ length: organisations }, memberOf);
  // Case by case the organisations take turns, as they would.
  const wanted = Array.from({ length: each }, () => actors).flat();
  const cases = await Promise.all(
    wanted.map(async (actor): Promise<BenchCase> => {
      const { organisationId } = actor;
      const opened = await runner.open({ kind: 'bench', organisationId, assetId: null, payload: {}, actor });
      return { caseId: orThrow(opened).caseId, actor };
    }),
  );
  return { registry, store, runner, cases };
}

const memberOf = (): PersonActor => ({
  kind: 'person',
  personId: newId(),
  organisationId: newId(),
  roles: ['it'],
  organisationRoles: ['hospital'],
});
