import { faultsOf, type CaseDefinition } from '#libs/cases';
import { isWithin, UNRESTRICTED } from '#libs/terms';
import { listingCase } from './listing.case';
import { type ListingData } from './listing.data';
import {
  assetOf,
  clock,
  codeOf,
  director,
  draftListing,
  exchangeId,
  finance,
  hospitalId,
  it as staff,
  listedListing,
  listingPayload,
  operator,
  organisations,
  pipeline,
  PlayedTrade,
  purchaser,
  terms,
  yuan,
} from './played-trade.fixture';

const opened = (payload: object = {}, facts: Record<string, unknown> = {}, actor = finance) =>
  new PlayedTrade<ListingData>(listingCase as never).with(facts).open({ ...listingPayload, ...payload }, actor);

describe('a listing', () => {
  it('is a sound definition', () => {
    expect(faultsOf(listingCase as unknown as CaseDefinition)).toEqual([]);
  });

  it('is reviewed, listed, suspended, resumed and delisted, and its public row says so', () => {
    const played = listedListing();
    const states = () => played.rows().map(({ values }) => values['state']);
    expect([played.state, ...states()]).toEqual(['listed', 'listed']);
    played.play(['suspend', { reason: '核查' }, operator]);
    expect([played.state, ...states()]).toEqual(['suspended', 'suspended']);
    played.play(['resume', { reason: '核查完毕' }, operator]);
    expect([played.state, ...states()]).toEqual(['listed', 'listed']);
    played.play(['delist', { reason: '撤回' }, director]);
    expect([played.state, ...states()]).toEqual(['delisted', 'delisted']);
  });

  it('leaves no public row where it never was public', () => {
    const played = draftListing().play(['send-back', { remark: '改' }, operator], ['delist', { reason: '撤回' }, operator]);
    expect(played.rows()).toEqual([]);
  });

  it('shows parties and the public nothing of the economics', () => {
    const played = listedListing();
    const seen = JSON.stringify(listingCase.view!(played.data, ['exchange']));
    const published = JSON.stringify(played.rows()[0]!.values);
    for (const text of [seen, published]) expect(text).not.toMatch(/economics|floor|split|productionCost|treasury|10000000/);
  });

  it('ends with the earlier of certificate and opinion, and goes on when they are renewed', () => {
    const opinion = { ...assetOf().data.opinion!, validUntil: '2026-12-31' as const };
    const played = draftListing();
    orThrowOk(played.with({ asset: assetOf({ opinion }) }).open(listingPayload, finance));
    played.play(['review', { remark: '一致' }, operator], ['list', {}, operator]);
    expect(played.dueOf('validity')).toBe('2026-12-31');
    played.wait(60).play(['lapse', {}, clock]);
    expect(played.state).toBe('suspended');
    expect(codeOf(played.give('resume', { reason: '续期' }, operator))).toBe('listing.certificate-ended');
    played.with({ asset: assetOf() }).play(['resume', { reason: '续期' }, operator]);
    expect(played.dueOf('validity')).toBe('2027-11-19');
  });

  it('never has wider terms than opinion, certificate and open routes, whatever the hospital asks for', () => {
    const played = draftListing();
    expect(played.data.terms).toEqual(terms);
    orThrowOk(played.open({ ...listingPayload, terms: { ...UNRESTRICTED, purposes: ['education'], retentionMonths: 12 } }, finance));
    expect(played.data.terms).toMatchObject({ purposes: ['education'], retentionMonths: 12, regions: ['CN'] });
    expect(isWithin(played.data.terms, terms)).toBe(true);
  });

  it('needs finance and a reason for a price that does not pay', () => {
    // (100,000 / 3 + 100) / ((1/1.06 − 0.03) · 0.7)
    const played = draftListing();
    expect(played.data.economics.floor).toEqual({ amount: 5_229_046, currency: 'CNY' });
    const low = { price: yuan(50_000) };
    expect(codeOf(opened(low))).toBe('listing.price-below-floor');
    expect(codeOf(opened({ ...low, belowFloorReason: '首单' }, {}, staff))).toBe('listing.price-below-floor');
    expect(codeOf(opened({ ...low, belowFloorReason: '首单' }))).toBe('ok');
    const { price: _, ...rest } = listingPayload;
    const change = { price: yuan(40_000), expectedBuyers: rest.expectedBuyers, split: rest.split };
    expect(codeOf(played.give('set-price', change, finance))).toBe('listing.price-below-floor');
    played.play(['set-price', { ...change, belowFloorReason: '市场价' }, finance]);
    expect(played.data).toMatchObject({ price: yuan(40_000), economics: { belowFloorReason: '市场价' } });
  });

  it.each([
    ['an asset that is not in trading', {}, { asset: assetOf({}, 'confirmation') }, 'listing.asset-not-in-trading'],
    ['no certificate', {}, { asset: assetOf({ certificate: null }) }, 'listing.certificate-missing'],
    ['another listing', {}, { otherListing: { listingId: exchangeId } }, 'listing.already-open'],
    ['no exchange', { exchangeId: hospitalId }, {}, 'listing.not-an-exchange'],
    [
      'its own exchange',
      { exchangeId: hospitalId },
      { organisations: { [hospitalId]: { ...organisations[hospitalId]!, roles: ['exchange'] } } },
      'listing.own-exchange',
    ],
    ['a custodian that is none', { custodianId: undefined }, {}, 'listing.not-a-custodian'],
    ['another price model', { priceModel: 'per-use' }, {}, 'listing.price-model-not-served'],
    ['shares above the whole', { split: { vat: 0, treasury: 6000, contributors: 5000 } }, {}, 'listing.shares-exceed'],
    ['shares of the whole', { split: { vat: 0, treasury: 5000, contributors: 5000 } }, {}, 'listing.never-pays'],
    ['terms that allow nobody', { terms: { ...UNRESTRICTED, buyerKinds: ['insurer'] } }, {}, 'listing.terms-closed'],
    ['terms that are none', { terms: { buyerKinds: 'any' } }, {}, 'terms.malformed'],
    [
      'no download',
      {},
      { asset: assetOf({ governed: { ...assetOf().data.governed!, routes: ['statistics-only'] } }) },
      'listing.route-not-served',
    ],
  ])('is refused with %s', (_, payload, facts, code) => {
    expect(codeOf(opened(payload, facts))).toBe(code);
  });

  it('is listed only as what was reviewed', () => {
    const other = { ...assetOf().data.governed!, digest: '2'.repeat(64) };
    expect(
      codeOf(
        draftListing()
          .with({ asset: assetOf({ governed: other }) })
          .give('review', { remark: '一致' }, operator),
      ),
    ).toBe('listing.asset-changed');
    expect(codeOf(draftListing().give('list', {}, operator))).toBe('case.wrong-state');
    expect(codeOf(draftListing().give('review', { remark: '一致' }, staff))).toBe('case.not-permitted');
    expect(codeOf(draftListing().give('review', { remark: '一致' }, purchaser))).toBe('case.not-permitted');
  });

  it('goes with the version that it was of', () => {
    const played = listedListing().play(['supersede', {}, pipeline]);
    expect(played.state).toBe('delisted');
    expect(codeOf(played.give('resume', { reason: '再来' }, operator))).toBe('case.terminal');
  });
});

function orThrowOk(result: { ok: boolean }): void {
  expect(result.ok).toBe(true);
}
