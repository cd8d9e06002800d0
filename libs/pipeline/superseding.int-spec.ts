import { command, opening, type CaseDefinition, type StateDefinition } from '#libs/cases';
import { newId, orThrow } from '#libs/kernel';
import { person, testExchange, type TestExchange } from '../../test/support';
import { superseding } from './superseding';

// Goal: what is open on a dataset version and on older ones ends, once, and nothing else. Method: a small kind of case, on a real Postgres.

interface Data {
  readonly about: { readonly datasetVersion: number };
}
type State = 'open' | 'paid' | 'ended';

const state = (name: string, final = false): StateDefinition => ({
  title: { zh: name, en: name },
  meaning: { zh: name, en: name },
  ...(final && { final }),
});
const title = { zh: '令', en: 'command' };

const paper: CaseDefinition<Data, State> = {
  kind: 'paper',
  version: 1,
  title: { zh: '文件', en: 'Paper' },
  messages: {},
  stage: 'trading',
  owner: 'hospital',
  parts: ['hospital'],
  jobs: [],
  states: { open: state('open'), paid: state('paid'), ended: state('ended', true) },
  opening: opening<Data, State>()({
    title,
    to: 'open',
    by: ['hospital:it'],
    payload: {},
    apply: () => ({ data: { about: { datasetVersion: 1 } } }),
  }),
  commands: {
    pay: command<Data, State>()({ title, from: ['open'], to: 'paid', by: ['hospital:it'], payload: {}, apply: () => ({}) }),
    renew: command<Data, State>()({
      title,
      from: ['open'],
      to: 'open',
      by: ['hospital:it'],
      payload: {},
      apply: ({ case: { data } }) => ({ data: { about: { datasetVersion: data.about.datasetVersion + 1 } } }),
    }),
    supersede: command<Data, State>()({ title, from: ['open'], to: 'ended', by: ['system:pipeline'], payload: {}, apply: () => ({}) }),
    finish: command<Data, State>()({ title, from: ['paid'], to: 'ended', by: ['hospital:it'], payload: {}, apply: () => ({}) }),
  },
  clocks: {},
};

const organisationId = newId();
const actor = person(organisationId, 'hospital', 'it');
let exchange: TestExchange;
let assetId: string;

beforeAll(async () => {
  exchange = await testExchange({
    kinds: () => [{ definitions: [paper as unknown as CaseDefinition], facts: {}, path: 'papers' }],
    jobs: () => [],
  });
});
afterAll(() => exchange.drop());
beforeEach(() => (assetId = newId()));

const give = (caseId: string, name: string) => exchange.runner.command({ kind: 'paper', caseId, command: name, payload: {}, actor });
async function opened(...commands: readonly string[]): Promise<string> {
  const { caseId } = orThrow(await exchange.runner.open({ kind: 'paper', organisationId, assetId, payload: {}, actor }));
  for (const name of commands) orThrow(await give(caseId, name));
  return caseId;
}
const look = async (ids: readonly string[]) =>
  Promise.all(
    ids
      .map(async (id) => (await exchange.store.read(organisationId, id))!.snapshot)
      .map(async (read) => [(await read).state, (await read).version]),
  );

const parts = () => ({ tenancy: exchange.database.tenancy, runner: () => exchange.runner });
const ofPapers = { kind: 'paper', versionAt: ['about', 'datasetVersion'], command: 'supersede' };
const end = (states: Parameters<typeof superseding>[1][number]['states'], datasetVersion: number, eventId = 'event') =>
  superseding(parts(), [{ ...ofPapers, states }])({ organisationId, assetId, datasetVersion, eventId });

it('ends what is open on the version and older ones, leaves newer, other and ended ones, and does it once', async () => {
  const ids = [await opened(), await opened('renew'), await opened('renew', 'renew'), await opened('pay'), await opened('pay', 'finish')];
  const before = assetId;
  assetId = newId();
  const another = await opened();
  assetId = before;
  for (const _ of ['first', 'again']) orThrow(await end({ open: ['open'] }, 2));
  expect(await look(ids)).toEqual([
    ['ended', 2],
    ['ended', 3],
    ['open', 3],
    ['paid', 2],
    ['ended', 3],
  ]);
  expect(await look([another])).toEqual([['open', 1]]);
});

it('tells of a case that it should have ended and can not: a definition that lacks the way', async () => {
  await opened('pay');
  expect(await end({ allBut: ['ended'] }, 1)).toMatchObject({ ok: false, refusal: { code: 'case.wrong-state' } });
  expect(await end({ open: ['open', 'paid'] }, 1)).toMatchObject({ ok: true });
});

it('names no case of another organisation', async () => {
  const id = await opened();
  const foreign = { organisationId: newId(), assetId, datasetVersion: 9, eventId: 'event' };
  orThrow(await superseding(parts(), [{ ...ofPapers, states: { allBut: [] } }])(foreign));
  expect(await look([id])).toEqual([['open', 1]]);
});
