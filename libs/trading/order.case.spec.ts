import { faultsOf, type CaseDefinition } from '#libs/cases';
import { sha256Hex } from '#libs/kernel';
import { UNRESTRICTED } from '#libs/terms';
import { orderCase } from './order.case';
import { type OrderData } from './order.data';
import { statesWithLinks } from './delivery.commands';
import {
  agreedOrder,
  assetOf,
  buyerId,
  check,
  clock,
  codeOf,
  custodianId,
  deliveredOrder,
  digestOf,
  director,
  exchangeId,
  finance,
  hospitalId,
  it as staff,
  job,
  newOrder,
  offeredOrder,
  operator,
  orderPayload,
  paidOrder,
  pipeline,
  purchaser,
  requestedOrder,
  treasurer,
  yuan,
  type PlayedTrade,
} from './played-trade.fixture';

const opened = (use: object, more: object = {}, actor = purchaser, facts: (listing: never) => object = () => ({})) => {
  const played = newOrder();
  const listing = played.facts['listing'] as never;
  played.with(facts(listing) as Record<string, unknown>);
  return codeOf(played.open({ ...orderPayload((listing as { listingId: string }).listingId, use), ...more }, actor));
};

describe('an order', () => {
  it('is a sound definition', () => {
    expect(faultsOf(orderCase as unknown as CaseDefinition)).toEqual([]);
  });

  it.each([
    ['by a kind of buyer outside the terms', { buyerKind: 'insurer' }, 'terms.not-permitted'],
    ['for use abroad', { region: 'US' }, 'terms.not-permitted'],
    ['to resell', { resale: true }, 'terms.not-permitted'],
    ['for a way that is not served', { environment: 'statistics-only' }, 'order.route-not-open'],
    ['for a use within the terms', {}, 'ok'],
  ])('%s is answered: %j, %s', (_, use, code) => {
    expect(opened(use)).toBe(code);
  });

  it('is not placed by who sells, runs the venue or holds the money, nor by a stranger to buying', () => {
    expect(opened({}, {}, { ...purchaser, organisationId: hospitalId })).toBe('order.own-data');
    expect(opened({}, {}, { ...purchaser, organisationId: exchangeId })).toBe('order.exchange-as-buyer');
    expect(opened({}, {}, { ...purchaser, organisationId: custodianId })).toBe('order.exchange-as-buyer');
    expect(opened({}, {}, operator)).toBe('case.not-permitted');
  });

  it('needs a listing that stands and an asset that is what was listed', () => {
    expect(opened({}, {}, purchaser, (listing: object) => ({ listing: { ...listing, state: 'suspended' } }) as never)).toBe(
      'order.not-listed',
    );
    expect(opened({}, {}, purchaser, () => ({ listing: null }) as never)).toBe('listing.not-found');
    expect(opened({}, {}, purchaser, (listing: object) => ({ listing: { ...listing, assetId: buyerId } }) as never)).toBe(
      'listing.not-found',
    );
    expect(opened({}, {}, purchaser, () => ({ asset: assetOf({ certificate: null }) }) as never)).toBe('order.asset-changed');
  });

  it('keeps buyers under foreign control from what would need a filing', () => {
    const hgr = { code: 'hgr-filing', kind: 'qualification', text: { zh: '外资须备案', en: 'filing for foreign control' } };
    const withHgr = (listing: { data: object }) =>
      ({ listing: { ...listing, data: { ...listing.data, terms: { ...UNRESTRICTED, conditions: [hgr] } } } }) as never;
    const use = { accepts: ['hgr-filing'] };
    expect(opened(use, { foreignControlled: true }, purchaser, withHgr as never)).toBe('order.foreign-controlled');
    expect(opened(use, {}, purchaser, withHgr as never)).toBe('ok');
    // What the buyer denied and the operator found counts as well.
    const played = newOrder();
    played.with(withHgr(played.facts['listing'] as never));
    const { listingId } = played.facts['listing'] as { listingId: string };
    played.open(orderPayload(listingId, use), purchaser);
    played.play(check('buyer', { foreignControlled: true }), check('seller'), check('source'), ['offer', { price: yuan(60_000) }, staff]);
    expect(codeOf(played.give('agree', {}, purchaser))).toBe('order.foreign-controlled');
  });

  it('needs the check of both sides and the source before a contract', () => {
    const played = requestedOrder().play(check('buyer'), check('source'), ['offer', { price: yuan(60_000) }, staff]);
    expect(played.give('agree', {}, purchaser)).toMatchObject({
      refusal: { code: 'order.checks-missing', facts: { missing: ['seller'] } },
    });
    played.play(check('seller', { result: 'failed' }));
    expect(codeOf(played.give('agree', {}, purchaser))).toBe('order.check-failed');
    played.play(check('seller'), ['agree', {}, purchaser]);
    expect(played.state).toBe('agreed');
  });

  it('is haggled over within the terms, each word beginning the time to answer anew', () => {
    const played = offeredOrder();
    expect(played.dueOf('answer')).toBe('2026-12-03');
    played.wait(5).play(['counter', { price: yuan(55_000) }, purchaser]);
    expect([played.state, played.dueOf('answer')]).toEqual(['countered', '2026-12-08']);
    expect(codeOf(played.give('agree', {}, purchaser))).toBe('case.wrong-state');
    expect(codeOf(played.give('offer', { price: yuan(58_000), terms: UNRESTRICTED }, staff))).toBe('order.terms-wider');
    expect(codeOf(played.give('offer', { price: yuan(58_000), terms: { ...played.data.terms, purposes: ['education'] } }, staff))).toBe(
      'terms.not-permitted',
    );
    expect(codeOf(played.give('offer', { price: yuan(20_000) }, staff))).toBe('order.price-below-floor');
    expect(codeOf(played.give('offer', { price: yuan(20_000), belowFloorReason: '长期客户' }, finance))).toBe('ok');
    played.play(['counter', { price: yuan(55_000) }, purchaser], ['accept-counter', {}, director]);
    expect(played.data.contract).toMatchObject({ price: yuan(55_000) });
    expect(played.data.commission).toEqual(yuan(1_650));
  });

  it('makes a contract whose digest is that of its text, accepted by both sides', () => {
    const played = agreedOrder();
    const row = played.rows().find(({ table }) => table === 'trading_contract')!;
    const document = String(row.values['document']);
    expect(sha256Hex(document)).toBe(played.data.contract!.digest);
    expect(JSON.parse(document)).toMatchObject({
      seller: { id: hospitalId },
      buyer: { id: buyerId },
      custodian: { id: custodianId },
      simulation: false,
      accepted: [
        { side: 'hospital', by: staff.personId },
        { side: 'buyer', by: purchaser.personId },
      ],
    });
  });

  it('shows the buyer no commission', () => {
    const { data } = agreedOrder();
    expect(orderCase.view!(data, ['buyer'])).not.toHaveProperty('commission');
    expect(orderCase.view!(data, ['exchange'])).toHaveProperty('commission');
  });

  it('is paid when the custodian says so, of the contract, and nobody else', () => {
    const played = agreedOrder();
    const amount = { amount: yuan(60_000) };
    expect(codeOf(played.give('confirm-payment', amount, treasurer))).toBe('order.payment-not-recorded');
    expect(codeOf(played.give('record-payment', { reference: 'R-1', amount: yuan(59_999) }, purchaser))).toBe('order.payment-differs');
    played.play(['record-payment', { reference: 'R-1', ...amount }, purchaser]);
    expect(codeOf(played.give('record-payment', { reference: 'R-2', ...amount }, purchaser))).toBe('order.payment-recorded');
    expect(codeOf(played.give('confirm-payment', amount, operator))).toBe('order.not-the-custodian');
    expect(codeOf(played.give('confirm-payment', amount, purchaser))).toBe('case.not-permitted');
    expect(codeOf(played.give('confirm-payment', { amount: yuan(1) }, treasurer))).toBe('order.payment-differs');
    played.play(['reject-payment', { reason: '未到账' }, treasurer]);
    expect(played.data.payment).toBeNull();
    played.play(['record-payment', { reference: 'R-2', ...amount }, purchaser], ['confirm-payment', amount, treasurer]);
    expect(played.booked().map(({ kind }) => kind)).toEqual(['charge', 'payment-held']);
    expect(played.last!.effects).toContainEqual(expect.objectContaining({ type: 'job', job: 'trading.prepare-delivery', home: 'main' }));
  });

  it('lapses unpaid, but waits for the custodian where the buyer says that he paid', () => {
    expect(agreedOrder().wait(20).play(['payment-overdue', {}, clock]).state).toBe('expired');
    const waiting = agreedOrder()
      .play(['record-payment', { reference: 'R-1', amount: yuan(60_000) }, purchaser])
      .wait(20);
    waiting.play(['payment-overdue', {}, clock]);
    expect([waiting.state, waiting.dueOf('payment')]).toEqual(['agreed', '2026-12-23']);
  });

  it('is delivered once it is ready, again where it failed, and by as many links as the rules give', () => {
    const link = { linkId: hospitalId, tokenHash: digestOf('7') };
    const unready = agreedOrder().play(
      ['record-payment', { reference: 'R-1', amount: yuan(60_000) }, purchaser],
      ['confirm-payment', { amount: yuan(60_000) }, treasurer],
    );
    expect(codeOf(unready.give('issue-link', link, purchaser))).toBe('order.delivery-not-ready');
    expect(codeOf(unready.give('retry-delivery', {}, staff))).toBe('order.delivery-not-failed');
    unready.play(['delivery-failed', { code: 'delivery.file-missing' }, job], ['retry-delivery', {}, staff]);
    expect(unready.data.delivery).toMatchObject({ state: 'preparing', code: null });
    unready.play(['delivery-ready', { files: 28, bytes: 5 }, job]);
    for (let links = 0; links < 10; links += 1) unready.play(['issue-link', link, purchaser]);
    expect(codeOf(unready.give('issue-link', link, purchaser))).toBe('order.links-exhausted');
    expect(codeOf(unready.give('issue-link', link, staff))).toBe('case.not-permitted');
  });

  it('is accepted with the digest of what was received, or by silence', () => {
    const played = deliveredOrder();
    expect(played.dueOf('acceptance')).toBe('2026-11-26');
    expect(codeOf(played.give('accept', { digest: digestOf('9') }, purchaser))).toBe('order.digest-differs');
    played.play(['accept', { digest: digestOf('8') }, purchaser]);
    expect([played.state, played.dueOf('settlement')]).toEqual(['accepted', '2026-11-24']);
    expect(deliveredOrder().play(['accept-by-silence', {}, clock]).data.acceptance).toMatchObject({ digest: null });
  });

  it('is settled with commission passed on to the exchange where another holds the money', () => {
    const played = deliveredOrder().play(['accept', { digest: digestOf('8') }, purchaser], ['settle', {}, clock]);
    expect(played.booked()).toMatchObject([
      { kind: 'release-held', custodian: custodianId, payee: hospitalId, amount: yuan(60_000), commission: yuan(1_800) },
      { kind: 'charge', payer: custodianId, payee: exchangeId, amount: yuan(1_800) },
      { kind: 'payment', payer: custodianId, payee: exchangeId },
      { kind: 'share', organisationId: hospitalId },
    ]);
    expect(codeOf(played.give('settle', {}, operator))).toBe('case.terminal');
  });

  it('is disputed, and decided by the exchange for either side', () => {
    const disputed = () => deliveredOrder().play(['dispute', { reason: '缺序列' }, purchaser]);
    const refunded = disputed().play(['resolve', { decision: 'refunded', reason: '属实' }, operator]);
    expect(refunded.state).toBe('refunded');
    expect(refunded.booked()).toMatchObject([{ kind: 'refund-held', payer: buyerId, amount: yuan(60_000) }]);
    expect(refunded.data.dispute).toMatchObject({ resolution: '属实' });
    expect(disputed().play(['resolve', { decision: 'accepted', reason: '不属实' }, operator]).state).toBe('accepted');
    expect(codeOf(disputed().give('resolve', { decision: 'accepted', reason: '我说了算' }, staff))).toBe('case.not-permitted');
  });

  it('is refunded where it can not be delivered, and reminded of before', () => {
    const played = paidOrder().wait(7).play(['remind-delivery', {}, clock]);
    expect(played.state).toBe('paid');
    expect(played.play(['refund', { reason: '无法交付' }, operator]).state).toBe('refunded');
    expect(played.booked().map(({ kind }) => kind)).toEqual(['refund-held']);
  });

  it.each<[string, () => PlayedTrade<OrderData>, string]>([
    ['declined', () => requestedOrder().play(['decline', { reason: '不售' }, director]), 'declined'],
    ['cancelled by the buyer', () => offeredOrder().play(['cancel', { reason: '不要了' }, purchaser]), 'cancelled'],
    ['expired', () => requestedOrder().wait(20).play(['expire', {}, clock]), 'expired'],
    ['superseded before it is paid', () => agreedOrder().play(['supersede', {}, pipeline]), 'cancelled'],
  ])('ends %s without a booking', (_, play, state) => {
    const played = play();
    expect([played.state, played.booked()]).toEqual([state, []]);
    expect(codeOf(played.give('offer', { price: yuan(60_000) }, staff))).toBe('case.terminal');
  });

  it('that is paid is delivered though the version is over', () => {
    expect(codeOf(paidOrder().give('supersede', {}, pipeline))).toBe('case.wrong-state');
    expect(statesWithLinks).toContain('paid');
  });
});
