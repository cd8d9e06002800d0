import { type CaseStore } from '#libs/case-runtime';
import { newId, orThrow } from '#libs/kernel';
import { openCases, type BenchCase, type BenchCases } from './bench-case';
import { withDatabase } from './bench-database';
import {
  benchData,
  BODY_CHARACTERS,
  CASES_EACH,
  casesByPgbench,
  CLIENTS,
  ORGANISATIONS,
  prepareAnchor,
  ROUNDS,
  SECONDS,
} from './case-anchor';
import { perSecond } from './clients';
import { figure, inTurns, median, rounded, type Figure } from './figure';

type CaseWrite = Parameters<CaseStore['write']>[0];

/** The one write of a transition, with row-level security and audit link, against pgbench writing the same rows. */
export const transitionsBench = (): Promise<Figure> =>
  withDatabase(CLIENTS, async (database) => {
    await prepareAnchor(database);
    const bench = await openCases(database, ORGANISATIONS, CASES_EACH);
    const versions = new Map<string, number>();
    const write = () => perSecond(CLIENTS, SECONDS, (client, turn) => writeOnce(bench.store, caseOf(bench, client, turn), versions));
    const turns = await inTurns(ROUNDS, write, () => casesByPgbench(database));
    const moved = await perSecond(CLIENTS, SECONDS, async (client, turn) => {
      const { caseId, actor } = caseOf(bench, client, turn);
      orThrow(await bench.runner.command({ kind: 'bench', caseId, command: 'add', payload: {}, actor }));
    });
    return figure('transitions', 'writes/s', turns, {
      'read, decided and written/s': rounded(moved),
      ratio: rounded(moved / median(turns.anchor)),
    });
  });

/** Each client has cases of its own: what a lost race costs is not the question here. */
function caseOf({ cases }: BenchCases, client: number, turn: number): BenchCase {
  const own = Math.floor(cases.length / CLIENTS);
  // Steps of an odd length pass every case, and so change the organisation at each turn.
  return cases[client + ((turn * 7) % own) * CLIENTS]!;
}

async function writeOnce(store: CaseStore, { caseId, actor }: BenchCase, versions: Map<string, number>): Promise<void> {
  const expectedVersion = versions.get(caseId) ?? 1;
  await store.write(addition(caseId, actor.organisationId, expectedVersion));
  versions.set(caseId, expectedVersion + 1);
}

const addition = (caseId: string, organisationId: string, expectedVersion: number): CaseWrite => ({
  decision: {
    caseId,
    kind: 'bench',
    stage: 'governance',
    definitionVersion: 1,
    organisationId,
    assetId: null,
    command: 'add',
    from: 'open',
    to: 'open',
    version: expectedVersion + 1,
    data: benchData(expectedVersion),
    parties: [],
    clocks: [],
    effects: [],
    recorded: {},
    corrects: false,
  },
  expectedVersion,
  dataChanged: true,
  eventId: newId(),
  actor: 'person:00000000-0000-4000-8000-000000000000',
  at: new Date(),
  body: 'b'.repeat(BODY_CHARACTERS),
  idempotencyKey: null,
  requestHash: null,
  relied: [],
  jobs: [],
  rows: [],
  ledger: [],
  newParties: [],
  changedClocks: [],
});
