import { declareDatabaseIsolation } from '../isolation/database.suite';
import { firstOperator, startExchangeApi, type ExchangeApi } from '../isolation/exchange-api.fixture';
import { declareGovernedReading } from '../isolation/governed.suite';
import { guards } from '../isolation/guards';
import { declareRouteIsolation, declareUnguardedIsolation } from '../isolation/routes.suite';
import { playSide } from '../isolation/side.fixture';
import { type World } from '../isolation/world';

// The application's own checks, replaced for this file alone and only while `guards.open` says so: the code that is shipped has no such switch.
jest.mock('../../libs/cases/actor', () => {
  const real = jest.requireActual<typeof import('../../libs/cases/actor')>('../../libs/cases/actor');
  const { guards: mockGuards } = jest.requireActual<typeof import('../isolation/guards')>('../isolation/guards');
  const everyPart = ['hospital', 'law-firm', 'agency', 'exchange', 'custodian', 'buyer', 'regulator'];
  return {
    ...real,
    isPermitted: (...given: Parameters<typeof real.isPermitted>) => mockGuards.open || real.isPermitted(...given),
    partsOf: (...given: Parameters<typeof real.partsOf>) => (mockGuards.open ? everyPart : real.partsOf(...given)),
  };
});
jest.mock('../../libs/identity/permission', () => {
  const real = jest.requireActual<typeof import('../../libs/identity/permission')>('../../libs/identity/permission');
  const { guards: mockGuards } = jest.requireActual<typeof import('../isolation/guards')>('../isolation/guards');
  const fine = (value: unknown) => ({ ok: true, value });
  return {
    ...real,
    needsRole: (...given: Parameters<typeof real.needsRole>) => (mockGuards.open ? fine(undefined) : real.needsRole(...given)),
    needsExchange: (...given: Parameters<typeof real.needsExchange>) => (mockGuards.open ? fine(undefined) : real.needsExchange(...given)),
    needsAdminSession: (...given: Parameters<typeof real.needsAdminSession>) =>
      mockGuards.open ? fine(given[0]) : real.needsAdminSession(...given),
  };
});

/** Two whole plays, of all five stages: a busy machine takes its time. */
const PLAYING_LIMIT_MS = 240_000;

let api: ExchangeApi;
let world: World;

beforeAll(async () => {
  api = await startExchangeApi();
  await firstOperator(api);
  const [ours, theirs] = await api.whileJobsRun(async () => [await playSide(api, 'zqOur'), await playSide(api, 'zqThr')] as const);
  world = { api, ours, theirs };
}, PLAYING_LIMIT_MS);
afterAll(() => api.close());

describe('every route', () => declareRouteIsolation(() => world));

describe('the governed version', () => declareGovernedReading(() => world));

describe('Postgres alone', () => declareDatabaseIsolation(() => world));

describe('every route, with the guards of the application overridden', () => {
  beforeAll(() => void (guards.open = true));
  afterAll(() => void (guards.open = false));
  declareUnguardedIsolation(() => world);
});
