import { Client } from 'pg';
import { assetCase } from '#libs/pipeline';
import { exampleOf } from '#libs/cases';
import { type ApiClient, type CaseAnswer } from '../../apps/cli/demo/api-client';
import { gatherCast } from '../../apps/cli/demo/demo-people';
import { verifyChains } from '../../apps/cli/verify/audit-chains';
import { until } from '../support';
import { PASSWORD, RealExchange } from './real-exchange';

/**
 * Goal: the API killed before, in and after the one write, each for certain; the client asks again with the same key, and the command is done
 * once. Method: a lock of the test's own holds the API's statement where it is to be struck.
 */
describe('an API killed at a commit point', () => {
  let exchange: RealExchange;
  let finance: ApiClient;
  let assetId: string;

  beforeAll(async () => {
    exchange = await RealExchange.start();
    const { people } = await gatherCast(exchange.url, PASSWORD);
    finance = people['finance']!.client;
    const registration = exampleOf(assetCase.opening.payload) as { rightsStatement: { processorFor?: string } };
    delete registration.rightsStatement.processorFor;
    assetId = await people['it']!.client.open('/api/assets', registration);
  }, 120_000);
  afterAll(() => exchange.close());

  const eventsOf = () =>
    exchange.look<{ version: number }>('select case_version as version from case_event where case_id = $1 order by 1', [assetId]);

  const setBudget = (version: number, key: string): Promise<CaseAnswer & { replayed: boolean }> =>
    finance.post(
      `/api/assets/${assetId}/set-budget`,
      { budget: { amount: 1_000 + version, currency: 'CNY' }, reason: '年度计划' },
      { 'if-match': `"${version}"`, 'idempotency-key': key },
    );

  /** Holds the API's next `statement` by the lock until it is let go. */
  const holding = async (lock: string, statement: string) => {
    const holder = new Client({ connectionString: exchange.administratorUrl });
    await holder.connect();
    await holder.query('begin');
    await holder.query(lock);
    const held = async (): Promise<boolean> => {
      const found = await exchange.look(
        `select 1 from pg_stat_activity where usename = 'medbourse_app' and wait_event_type = 'Lock' and query like $1`,
        [`%${statement}%`],
      );
      return found.length > 0;
    };
    const letGo = async (): Promise<void> => {
      await holder.query('rollback');
      await holder.end();
    };
    return { untilHeld: () => until(held, { timeoutMs: 20_000 }), letGo };
  };

  const once = async (version: number, key: string): Promise<void> => {
    await exchange.api.start();
    expect(await setBudget(version, key)).toMatchObject({ version: version + 1 });
    expect(await setBudget(version, key)).toMatchObject({ version: version + 1, replayed: true });
    expect((await eventsOf()).map((event) => event.version)).toEqual(Array.from({ length: version + 1 }, (_, index) => index + 1));
    expect((await verifyChains(exchange.urls)).faults).toEqual([]);
  };

  it('before the write: nothing was done, and asked again it is done', async () => {
    const { untilHeld, letGo } = await holding('lock table case_record in access exclusive mode', 'case_read');
    const unanswered = setBudget(1, 'before-the-write').catch(() => 'no answer');
    await untilHeld();
    await exchange.api.end('SIGKILL');
    await letGo();
    expect(await unanswered).toBe('no answer');
    expect(await eventsOf()).toHaveLength(1);
    await once(1, 'before-the-write');
  }, 60_000);

  it('in the write: it was done whole, or is when asked again, and once', async () => {
    const { untilHeld, letGo } = await holding('select 1 from audit_head for update', 'case_write');
    const unanswered = setBudget(2, 'in-the-write').catch(() => 'no answer');
    await untilHeld();
    await exchange.api.end('SIGKILL');
    await letGo();
    expect(await unanswered).toBe('no answer');
    await once(2, 'in-the-write');
  }, 60_000);

  it('after the commit, before the answer: it was done, and asked again it is answered as done', async () => {
    const { untilHeld, letGo } = await holding('select 1 from audit_head for update', 'case_write');
    const unanswered = setBudget(3, 'after-the-commit').catch(() => 'no answer');
    await untilHeld();
    const goOn = await exchange.api.freeze();
    await letGo();
    await until(async () => (await eventsOf()).length === 4, { timeoutMs: 20_000 });
    await exchange.api.end('SIGKILL');
    await goOn();
    expect(await unanswered).toBe('no answer');
    await exchange.api.start();
    expect(await setBudget(3, 'after-the-commit')).toMatchObject({ version: 4, replayed: true });
    await exchange.api.end('SIGTERM');
    await once(3, 'after-the-commit');
  }, 60_000);
});
