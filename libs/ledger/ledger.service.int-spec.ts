// Goal: the books are right and stay so, whoever writes. Method: a sale through all its bookings on a real Postgres; then the writes that the
// database must refuse, as the application's own role.
import { type Booking } from '#libs/cases';
import { violatedCheck, type Query } from '#libs/database';
import { fen, newId, ok, orThrow } from '#libs/kernel';
import { testDatabase, type TestDatabase } from '../../test/support/test-database';
import { transactionsOf, type BookingContext } from './booking-transactions';
import { estimate } from './estimate';
import { LedgerService } from './ledger.service';
import { type LedgerTransaction } from './transaction';

const [hospital, firm, exchange, buyer, stranger] = [newId(), newId(), newId(), newId(), newId()];
const [assetId, otherAsset] = [newId(), newId()];
const occurredAt = new Date('2026-03-02T04:00:00Z');
const context: BookingContext = { caseId: null, assetId, stage: 'governance', datasetVersion: 1, occurredAt };

const scan: Booking = {
  kind: 'cost',
  organisationId: hospital,
  category: 'imaging-governance',
  amount: fen(55_00),
  quantity: 1,
  unit: 'scan',
};
const opinion: Booking = {
  kind: 'charge',
  payer: hospital,
  payee: firm,
  category: 'legal-opinion',
  amount: fen(50_000_00),
  stage: 'assessment',
};
const sale = { category: 'data-use', payer: buyer, payee: hospital, custodian: exchange, stage: 'trading' } as const;

let database: TestDatabase;
let ledger: LedgerService;
beforeAll(async () => {
  database = await testDatabase();
  ledger = new LedgerService(database.tenancy);
});
afterAll(() => database.drop());

const book = async (one: Booking, more: Partial<BookingContext> = {}): Promise<LedgerTransaction[]> => {
  const transactions = transactionsOf(one, { ...context, ...more });
  orThrow(await ledger.book(transactions));
  return transactions;
};
const insert = (organisationId: string, work: (query: Query) => Promise<unknown>) =>
  database.tenancy.inTenant(organisationId, async (query) => ok(await work(query)));
const header = (query: Query, id: string, organisationId: string) =>
  query.run(
    `insert into ledger_transaction (organisation_id, id, link_id, kind, category, occurred_at) values ($1, $2, $2, 'cost', 'compute', now())`,
    [organisationId, id],
  );
const lines = (
  query: Query,
  id: string,
  organisationId: string,
  ...postings: (readonly [line: number, account: string, amount: number, currency?: string])[]
) =>
  query.run(
    `insert into ledger_posting (organisation_id, transaction_id, line, account, amount, currency)
     select $1, $2, (p ->> 0)::smallint, p ->> 1, (p ->> 2)::bigint, coalesce(p ->> 3, 'CNY') from jsonb_array_elements($3::jsonb) as p`,
    [organisationId, id, JSON.stringify(postings)],
  );
const violation = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: unknown) => violatedCheck(error) ?? error,
  );

describe('an asset from governance to settlement', () => {
  const caseId = newId();

  beforeAll(async () => {
    for (let one = 0; one < 3; one += 1) await book(scan);
    await book({ ...scan, organisationId: hospital }, { assetId: otherAsset });
    await book(opinion, { caseId });
    await book({ ...opinion, kind: 'payment' }, { caseId });
    await book({ ...sale, kind: 'charge', amount: fen(30_000_00) });
    await book({ ...sale, kind: 'payment-held', amount: fen(30_000_00) });
    await book({ ...sale, kind: 'release-held', amount: fen(30_000_00), commission: fen(900_00) });
    const shares = [
      { recipient: 'treasury' as const, amount: fen(3_000_00) },
      { recipient: 'contributor' as const, recipientId: newId(), amount: fen(1_000_00) },
      { recipient: 'hospital' as const, amount: fen(25_100_00) },
    ];
    await book({ kind: 'share', organisationId: hospital, category: 'data-use', stage: 'trading', shares });
  });

  it('leaves every book balanced', async () => {
    for (const organisation of [hospital, firm, exchange, buyer]) {
      const { balanced, debit, accounts } = orThrow(await ledger.trialBalance(organisation));
      expect({ organisation, balanced, empty: debit.amount === 0 }).toEqual({ organisation, balanced: true, empty: false });
      expect(accounts.filter(({ parts, balance }) => parts.organisationId !== undefined && balance.amount !== 0)).toEqual([]);
    }
    const { debit, credit } = orThrow(await ledger.trialBalance(hospital));
    expect(debit).toEqual(credit);
    expect(orThrow(await ledger.trialBalance(exchange)).debit).toEqual(fen(900_00));
  });

  it('says what it cost by stage against the estimate, what it earned, and when it pays', async () => {
    const estimated = orThrow(estimate({ scans: 3, date: '2026-03-02', jurisdiction: 'CN' }));
    const question = { estimate: estimated, sale: { price: fen(30_000_00), feeRate: 300, deliveryCost: fen(100_00) } };
    const economics = orThrow(await ledger.assetEconomics(hospital, assetId, question));
    expect(economics.stages.governance).toEqual({
      estimate: { low: fen(150_00), expected: fen(165_00), high: fen(180_00) },
      actual: fen(165_00),
    });
    expect(economics).toMatchObject({
      productionCost: fen(50_165_00),
      cost: fen(51_065_00), // and the commission
      revenue: fen(30_000_00),
      shares: { treasury: fen(3_000_00), hospital: fen(25_100_00), department: fen(0), contributor: fen(1_000_00) },
      result: fen(-25_065_00),
      buyers: 1,
    });
    expect(economics.breakEven?.atActual).toMatchObject({ value: { buyers: 2 } }); // 50,165 / 29,000
    expect(economics.breakEven?.atEstimate).toMatchObject({ value: { buyers: 3 } }); // 60,165 / 29,000
  });

  it('tells balances apart by asset, stage, category and dataset version', async () => {
    const balances = orThrow(await ledger.balances(hospital, { by: ['asset', 'stage', 'category', 'dataset-version'] }));
    const scans = balances.filter(({ account }) => account === 'asset-cost:imaging-governance');
    expect(scans.map((one) => [one.assetId, one.balance.amount]).sort()).toEqual(
      [
        [assetId, 165_00],
        [otherAsset, 55_00],
      ].sort(),
    );
    expect(scans[0]).toMatchObject({
      stage: 'governance',
      category: 'imaging-governance',
      datasetVersion: 1,
      debit: scans[0]?.balance,
      credit: fen(0),
    });
    expect(orThrow(await ledger.balances(hospital, { from: new Date('2026-03-02T04:00:01Z') }))).toEqual([]);
    expect(orThrow(await ledger.balances(hospital, { until: occurredAt }))).toEqual([]);
    expect(orThrow(await ledger.balances(hospital, { until: new Date('2026-03-02T04:00:01Z') })).length).toBeGreaterThan(0);
  });

  it('exports its costs, with whom they were paid to', async () => {
    const names = new Map([[firm, 'Law firm']]);
    const { rows, next } = orThrow(await ledger.focusPage(hospital, { assetId, names }));
    expect(rows.map((row) => [row.ServiceName, row.BilledCost, row.ProviderName, row.ConsumedQuantity]).sort()).toEqual([
      ['Commission', '900.00', exchange, null],
      ...[1, 2, 3].map(() => ['Governance of imaging', '55.00', hospital, '1']),
      ['Legal opinion', '50000.00', 'Law firm', null],
    ]);
    expect(next).toBeUndefined();
    const [first, second] = rows;
    const after = { transactionId: first!.x_TransactionId, line: 1 };
    expect(orThrow(await ledger.focusPage(hospital, { assetId, names, after })).rows[0]).toEqual(second);
  });

  it('is nothing that a stranger sees', async () => {
    expect(orThrow(await ledger.balances(stranger))).toEqual([]);
    expect(orThrow(await ledger.assetEconomics(stranger, assetId))).toMatchObject({ cost: fen(0), revenue: fen(0), buyers: 0 });
    expect(orThrow(await ledger.linksOfCase(stranger, caseId))).toEqual([]);
    const seen = await insert(stranger, (query) => query.rows('select 1 from ledger_posting union all select 1 from ledger_transaction'));
    expect(orThrow(seen)).toEqual([]);
    expect(orThrow(await database.connections.app.rows('select 1 from ledger_posting'))).toEqual([]);
  });

  it('can be taken back once: all sides of the link, to the fen', async () => {
    const before = orThrow(await ledger.linksOfCase(hospital, caseId));
    expect(before).toMatchObject([
      { kind: 'charge', category: 'legal-opinion', reversed: false },
      { kind: 'payment', reversed: false },
    ]);
    const linkId = before[0]!.linkId;
    const organisationIds = [hospital, firm];
    const linked = orThrow(await ledger.linked(linkId, organisationIds));
    const reversal: Booking = { kind: 'reversal', category: 'legal-opinion', linkId, organisationIds };
    await book(reversal, { caseId, linked });
    expect(await ledger.book(transactionsOf(reversal, { ...context, linked }))).toMatchObject({
      refusal: { code: 'ledger.already-reversed' },
    });
    expect(orThrow(await ledger.assetEconomics(hospital, assetId)).productionCost).toEqual(fen(165_00));
    expect(orThrow(await ledger.trialBalance(firm)).accounts.map(({ account, balance }) => [account, balance.amount])).toEqual([
      ['cash', 50_000_00],
      [`receivable:${hospital}`, -50_000_00], // paid, and due no longer: to be paid back
      ['revenue:legal-opinion', 0],
    ]);
    expect(orThrow(await ledger.linksOfCase(hospital, caseId)).map(({ reversed }) => reversed)).toEqual([true, false, false]);
  });

  it('counts a buyer who was refunded no longer', async () => {
    const refunded = newId();
    for (const kind of ['charge', 'payment-held', 'refund-held'] as const) await book({ ...sale, payer: refunded, kind, amount: fen(5) });
    expect(orThrow(await ledger.assetEconomics(hospital, assetId)).buyers).toBe(1);
    await book({ ...sale, payer: refunded, kind: 'charge', amount: fen(5) });
    expect(orThrow(await ledger.assetEconomics(hospital, assetId)).buyers).toBe(2);
  });
});

describe('booking', () => {
  it('keeps what it was given', async () => {
    const memo = '第一季度';
    const [given] = await book({ ...scan, quantity: 0.25 }, { memo, caseId: newId() });
    expect(orThrow(await ledger.linked(given!.linkId, [hospital, firm]))).toEqual([given]);
  });

  it('does the same once, and all or nothing', async () => {
    const [cost] = transactionsOf(scan, context);
    const twice = await Promise.all([ledger.book([cost!]), ledger.book([cost!])]);
    expect(twice.filter((one) => one.ok)).toHaveLength(1);
    expect(twice.find((one) => !one.ok)).toMatchObject({ refusal: { code: 'ledger.already-booked' } });
    const [charge, income] = transactionsOf(opinion, context);
    const unbalanced = { ...income!, postings: income!.postings.slice(0, 1) };
    expect(await violation(ledger.book([charge!, unbalanced]))).toBe('ledger_posting_balanced');
    expect(orThrow(await ledger.linked(charge!.linkId, [hospital, firm]))).toEqual([]);
  });
});

describe('what the database refuses', () => {
  const attempt = (...postings: Parameters<typeof lines>[3][]) => {
    const id = newId();
    return violation(
      insert(hospital, async (query) => {
        await header(query, id, hospital);
        await lines(query, id, hospital, ...postings);
      }),
    );
  };

  it('postings that do not sum to zero, in each currency', async () => {
    expect(await attempt([1, 'cash', 5], [2, 'own-resources', -5])).toBe('accepted');
    expect(await attempt([1, 'cash', 5], [2, 'own-resources', -4])).toBe('ledger_posting_balanced');
    expect(await attempt([1, 'cash', 5])).toBe('ledger_posting_balanced');
    expect(await attempt([1, 'cash', 5, 'CNY'], [2, 'own-resources', -5, 'USD'])).toBe('ledger_posting_balanced');
  });

  it('an amount of zero or beyond what is kept exactly, and an account that is none', async () => {
    expect(await attempt([1, 'cash', 0])).toBe('ledger_posting_amount_check');
    const line = (sign: string) =>
      `insert into ledger_posting values ('${hospital}', '${newId()}', 1, 'cash', ${sign}9007199254740992, 'CNY')`;
    for (const sign of ['', '-'])
      expect(await violation(insert(hospital, (query) => query.run(line(sign))))).toBe('ledger_posting_amount_check');
    expect(await attempt([1, 'Cash', 5], [2, 'cash', -5])).toBe('ledger_posting_account_check');
  });

  it('postings added later, although they balance', async () => {
    const [cost] = await book(scan);
    const add = (first: number) =>
      insert(hospital, (query) => lines(query, cost!.id, hospital, [first, 'cash', 5], [first + 1, 'own-resources', -5]));
    expect(await violation(add(3))).toBe('ledger_posting_at_once');
    await expect(add(1)).rejects.toMatchObject({ code: '23505', constraint: 'ledger_posting_pkey' });
  });

  it('a transaction without postings, also where the tenant has changed before the commit', async () => {
    expect(await violation(insert(hospital, (query) => header(query, newId(), hospital)))).toBe('ledger_transaction_posted');
    const id = newId();
    const elsewhere = async (query: Query) => {
      await header(query, id, hospital);
      await lines(query, id, hospital, [1, 'cash', 5], [2, 'own-resources', -5]);
      await query.run(`select set_config('medbourse.organisation', $1, true)`, [firm]);
    };
    expect(await violation(insert(hospital, elsewhere))).toBe('accepted');
  });

  it('a reversal that is not exact, and the reversal of a reversal', async () => {
    const [cost] = await book(scan);
    const reversal: Booking = { kind: 'reversal', category: 'x', linkId: cost!.linkId, organisationIds: [hospital] };
    const [exact] = transactionsOf(reversal, { ...context, linked: [cost!] });
    const half = exact!.postings.map((posting) => ({ ...posting, amount: posting.amount / 2 }));
    expect(await violation(ledger.book([{ ...exact!, postings: half }]))).toBe('ledger_posting_reversal');
    orThrow(await ledger.book([exact!]));
    const back = { ...exact!, id: newId(), reverses: exact!.id, postings: cost!.postings };
    expect(await violation(ledger.book([back]))).toBe('ledger_posting_reversal');
  });

  it.each([
    'update ledger_posting set amount = 1',
    'delete from ledger_posting',
    'update ledger_transaction set memo = null',
    'truncate ledger_posting',
  ])('%s', async (sql) => {
    await expect(insert(hospital, (query) => query.run(sql))).rejects.toMatchObject({ code: '42501' });
  });

  it("rows in another organisation's books", async () => {
    await expect(insert(stranger, (query) => header(query, newId(), hospital))).rejects.toMatchObject({ code: '42501' });
    const [cost] = await book(scan);
    const smuggled = (query: Query) => lines(query, cost!.id, stranger, [1, 'cash', 5], [2, 'own-resources', -5]);
    await expect(insert(stranger, smuggled)).rejects.toMatchObject({ code: '23503' });
  });

  it('the regulator to write, while he reads all', async () => {
    const seen = orThrow(
      await database.connections.regulator.rows<{ n: number }>('select count(distinct organisation_id)::int as n from ledger_posting'),
    );
    expect(seen[0]!.n).toBeGreaterThanOrEqual(4);
    await expect(database.connections.regulator.rows('delete from ledger_posting')).rejects.toMatchObject({ code: '42501' });
  });
});
