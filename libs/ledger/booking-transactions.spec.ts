// Goal: no booking can leave anybody's books unbalanced, or two books that disagree. Method: all kinds of booking, generated, between
// four organisations; the laws are checked on whatever comes out.
import fc from 'fast-check';
import { type Booking } from '#libs/cases';
import { fen, newId } from '#libs/kernel';
import { accountParts } from './account';
import { transactionsOf, type BookingContext } from './booking-transactions';
import { isBalanced, linkIdOf, type LedgerTransaction } from './transaction';

const event = newId();
const context: BookingContext & { linkId: string } = {
  linkId: linkIdOf(event, 0),
  caseId: newId(),
  assetId: newId(),
  stage: 'trading',
  datasetVersion: 2,
  occurredAt: new Date('2026-03-02T04:05:06Z'),
};
const [hospital, firm, exchange, buyer] = ['hospital', 'firm', 'exchange', 'buyer'] as const;

const organisation = fc.constantFrom(hospital, firm, exchange, buyer);
const amount = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000_000_00 }), fc.constant(2 ** 53 - 1)).map(fen);
const common = {
  category: fc.constantFrom('legal-opinion', 'data-use', 'compute'),
  stage: fc.constantFrom('governance', 'trading', undefined),
};
const recipient = fc.constantFrom('treasury', 'hospital', 'department', 'contributor');

const booking: fc.Arbitrary<Booking> = fc.oneof(
  fc.record({ ...common, kind: fc.constant('cost'), organisationId: organisation, amount, quantity: fc.nat(), unit: fc.constant('scan') }),
  fc.record({ ...common, kind: fc.constantFrom('charge', 'payment'), payer: organisation, payee: organisation, amount }),
  fc.record({
    ...common,
    kind: fc.constantFrom('payment-held', 'refund-held'),
    payer: organisation,
    payee: organisation,
    custodian: organisation,
    amount,
  }),
  fc
    .record({
      ...common,
      kind: fc.constant('release-held'),
      custodian: organisation,
      payee: organisation,
      amount,
      rate: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ rate, ...rest }) => ({ ...rest, commission: fen(Math.floor(rest.amount.amount * rate)) })),
  fc.record({
    ...common,
    kind: fc.constant('share'),
    organisationId: organisation,
    shares: fc.array(fc.record({ recipient, amount }), { maxLength: 5 }),
  }),
) as fc.Arbitrary<Booking>;

describe('every booking', () => {
  it('balances within each organisation', () => {
    fc.assert(fc.property(booking, (one) => transactionsOf(one, context).every(({ postings }) => isBalanced(postings))));
  });

  it('leaves what two organisations owe or hold for each other the same in both books', () => {
    fc.assert(fc.property(fc.array(booking, { maxLength: 8 }), (bookings) => expectMirrored(bookings.flatMap(inOrder))));
  });

  it('sums to zero over all organisations, and makes ids of its own', () => {
    fc.assert(
      fc.property(fc.array(booking, { maxLength: 8 }), (bookings) => {
        const all = bookings.flatMap(inOrder);
        expect(all.flatMap(({ postings }) => postings).reduce((sum, posting) => sum + BigInt(posting.amount), 0n)).toBe(0n);
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      }),
    );
  });

  it('is taken back by its reversal, to the fen, in every account', () => {
    fc.assert(
      fc.property(booking, (one) => {
        const linked = transactionsOf(one, context);
        fc.pre(linked.length > 0);
        const organisationIds = [hospital, firm, exchange, buyer];
        const reversed = transactionsOf({ kind: 'reversal', category: 'x', linkId: context.linkId, organisationIds }, { ...later, linked });
        expect([...balances([...linked, ...reversed]).values()].every((balance) => balance === 0n)).toBe(true);
        expect(reversed.map(({ reverses }) => reverses)).toEqual(linked.map(({ id }) => id));
      }),
    );
  });
});

describe('what is booked', () => {
  const booked = (one: Booking, more: Partial<BookingContext> = {}) =>
    transactionsOf(one, { ...context, ...more }).map(({ organisationId, category, postings }) => [
      organisationId,
      category,
      ...postings.map((posting) => `${posting.account} ${posting.amount}`),
    ]);

  it('for the cost of an asset', () => {
    const cost: Booking = { kind: 'cost', organisationId: hospital, category: 'compute', amount: fen(55_00), quantity: 1, unit: 'scan' };
    expect(booked(cost)).toEqual([[hospital, 'compute', 'asset-cost:compute 5500', 'own-resources -5500']]);
    expect(transactionsOf(cost, context)[0]).toMatchObject({
      kind: 'cost',
      quantity: 1,
      unit: 'scan',
      datasetVersion: 2,
      stage: 'trading',
    });
    expect(transactionsOf({ ...cost, stage: 'governance' }, context)[0]?.stage).toBe('governance');
  });

  it('for a fee that produces the asset, and for one that does not', () => {
    const fee: Booking = { kind: 'charge', payer: hospital, payee: firm, category: 'legal-opinion', amount: fen(7) };
    const income = [firm, 'legal-opinion', `receivable:${hospital} 7`, 'revenue:legal-opinion -7'];
    expect(booked(fee, { stage: 'assessment' })).toEqual([
      [hospital, 'legal-opinion', 'asset-cost:legal-opinion 7', `payable:${firm} -7`],
      income,
    ]);
    expect(booked(fee, { stage: 'trading' })).toEqual([
      [hospital, 'legal-opinion', 'expense:legal-opinion 7', `payable:${firm} -7`],
      income,
    ]);
  });

  it('for a sale through a custodian, net of the commission', () => {
    const sale = { category: 'data-use', payer: buyer, payee: hospital, custodian: exchange };
    const all = [
      ...inOrder({ ...sale, kind: 'charge', amount: fen(1000) }),
      ...inOrder({ ...sale, kind: 'payment-held', amount: fen(1000) }),
      ...inOrder({ ...sale, kind: 'release-held', amount: fen(1000), commission: fen(30) }),
    ];
    expect(open(all)).toEqual({
      'buyer expense:data-use': 1000,
      'buyer cash': -1000,
      'exchange revenue:commission': -30,
      'exchange cash': 30,
      'hospital revenue:data-use': -1000,
      'hospital expense:commission': 30,
      'hospital cash': 970,
    });
  });

  it('for a sale that is refunded: nothing stays', () => {
    const sale = { category: 'data-use', payer: buyer, payee: hospital, custodian: exchange, amount: fen(1000) };
    const kinds = ['charge', 'payment-held', 'refund-held'] as const;
    expect(open(kinds.flatMap((kind) => inOrder({ ...sale, kind })))).toEqual({});
  });

  it('for shares: the hospital keeps its own, the others are owed theirs, nothing is owed for nothing', () => {
    const shares = [
      { recipient: 'treasury' as const, amount: fen(10) },
      { recipient: 'hospital' as const, amount: fen(60) },
      { recipient: 'contributor' as const, recipientId: 'p1', amount: fen(30) },
      { recipient: 'department' as const, amount: fen(0) },
    ];
    expect(booked({ kind: 'share', organisationId: hospital, category: 'data-use', shares })[0]?.slice(2)).toEqual([
      'share:treasury 10',
      'share-payable:treasury -10',
      'share:hospital 60',
      'retained -60',
      'share:contributor 30',
      'share-payable:contributor:p1 -30',
    ]);
  });
});

describe('ids', () => {
  it('are the same for the same link, and new without one', () => {
    const one: Booking = { kind: 'charge', payer: buyer, payee: hospital, category: 'data-use', amount: fen(5) };
    expect(transactionsOf(one, context)).toEqual(transactionsOf(one, context));
    const [first, second] = [1, 2].map(() => transactionsOf(one, { ...context, linkId: undefined }));
    expect(new Set([first, second].flatMap((all) => all?.map(({ linkId }) => linkId))).size).toBe(2);
  });
});

describe('what must not be asked for', () => {
  const charge = { kind: 'charge', payer: buyer, payee: hospital, category: 'data-use', amount: fen(5) } as const;

  it.each<[string, Booking, Partial<BookingContext>]>([
    ['a negative amount', { ...charge, amount: fen(-5) }, {}],
    ['a fraction of a fen', { ...charge, amount: { amount: 0.5, currency: 'CNY' } }, {}],
    ['a category that would change the account', { ...charge, category: 'data:use' }, {}],
    ['a stage that is none', charge, { stage: 'pipeline' }],
    ['a commission above the amount', { ...charge, kind: 'release-held', custodian: exchange, commission: fen(6) }, {}],
    ['a reversal of nothing', { kind: 'reversal', category: 'x', linkId: context.linkId, organisationIds: [hospital] }, {}],
  ])('%s', (_, one, more) => {
    expect(() => transactionsOf(one, { ...context, ...more })).toThrow(RangeError);
  });

  it('a reversal in one organisation only, or of a reversal', () => {
    const linked = transactionsOf(charge, context);
    const reversal = { kind: 'reversal', category: 'x', linkId: context.linkId, organisationIds: [hospital, buyer] } as const;
    expect(() => transactionsOf({ ...reversal, organisationIds: [hospital] }, { ...later, linked })).toThrow(/books of organisation buyer/);
    const reversed = transactionsOf(reversal, { ...later, linked });
    const again = { ...reversal, linkId: later.linkId };
    expect(() => transactionsOf(again, { ...later, linked: reversed })).toThrow(/itself a reversal/);
  });
});

const later: typeof context = { ...context, linkId: linkIdOf(event, 99) };

let position = 1000;
const inOrder = (one: Booking): LedgerTransaction[] => transactionsOf(one, { ...context, linkId: linkIdOf(event, (position += 1)) });

function balances(transactions: readonly LedgerTransaction[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { organisationId, postings } of transactions)
    for (const { account, amount: booked } of postings) {
      const key = `${organisationId} ${account}`;
      sums.set(key, (sums.get(key) ?? 0n) + BigInt(booked));
    }
  return sums;
}

const open = (transactions: readonly LedgerTransaction[]): Record<string, number> =>
  Object.fromEntries([...balances(transactions)].filter(([, sum]) => sum !== 0n).map(([key, sum]) => [key, Number(sum)]));

/** payable:b in the books of a is the negative of receivable:a in those of b; held-for and held-by likewise. */
function expectMirrored(transactions: readonly LedgerTransaction[]): void {
  const mirror = { payable: 'receivable', receivable: 'payable', 'held-for': 'held-by', 'held-by': 'held-for' } as const;
  const sums = balances(transactions);
  for (const [key, sum] of sums) {
    const [owner = '', account = ''] = key.split(' ');
    const { group, organisationId } = accountParts(account);
    if (organisationId === undefined) continue;
    expect(sums.get(`${organisationId} ${mirror[group as keyof typeof mirror]}:${owner}`)).toBe(0n - sum);
  }
}
