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
    const moved: number[] = [];
    const move = () =>
      perSecond(CLIENTS, SECONDS, async (client, turn) => {
        const { caseId, actor } = caseOf(bench, client, turn);
        orThrow(await bench.runner.command({ kind: 'bench', caseId, command: 'add', payload: {}, actor }));
        versions.set(caseId, (versions.get(caseId) ?? 1) + 1);
      });
    const turns = await inTurns(ROUNDS, write, async () => {
      moved.push(await move());
      return casesByPgbench(database);
    });
    return figure('transitions', 'writes/s', turns, {
      'read, decided and written, a second': rounded(median(moved)),
      'ratio of that': rounded(median(moved) / median(turns.anchor)),
    });
  });

/** Each client has cases of its own, in every organisation: a lost race is not the question here, the wait for an organisation's chain is. */
function caseOf({ cases }: BenchCases, client: number, turn: number): BenchCase {
  // Steps that share no factor with the number of organisations pass all of them.
  const organisation = (client * 5 + turn * 7) % ORGANISATIONS;
  const own = client + CLIENTS * (Math.floor(turn / ORGANISATIONS) % (CASES_EACH / CLIENTS));
  return cases[own * ORGANISATIONS + organisation]!;
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
