import { choice, flag, group, id, integer, list, opening, optional, text, type OpeningContext } from '#libs/cases';
import { type LegalDate, type Refused } from '#libs/kernel';
import { type AssetFact } from '#libs/pipeline';
import { BUYER_KINDS, permits, PURPOSES, type BuyerKind, type Environment, type Purpose, type Terms, type Use } from '#libs/terms';
import { type OrderData, type OrderState } from './order.data';
import { refuseTrading } from './trading.errors';
import { type ListingFact } from './trading.fact-values';
import { conditionsThatNeedFiling, currentRules } from './trading.rules';

const keys = <K extends string>(of: Readonly<Record<K, unknown>>): readonly K[] => Object.keys(of) as K[];
const environments = ['download', 'secure-environment', 'statistics-only'] as const satisfies readonly Environment[];

const useFields = {
  buyerKind: choice('使用主体类型', 'Kind of buyer', keys<BuyerKind>(BUYER_KINDS)),
  purpose: choice('使用目的', 'Purpose', keys<Purpose>(PURPOSES)),
  environment: choice('使用环境', 'Environment', environments),
  region: text('使用地域', 'Region of use', { max: 6, pattern: '^(?:[A-Z]{2}|\\d{6})$', example: 'CN' }),
  retentionMonths: optional(integer('保存期限（月）', 'Months kept; absent: without limit', { min: 1, max: 1200 })),
  resale: flag('是否转售', 'Resale'),
  export: flag('是否出境', 'Export'),
  accepts: list('接受的条件', 'Conditions accepted (codes)', text('条件', 'Condition', { max: 64, example: 'no-reidentification' }), {
    max: 50,
  }),
} as const;

/** A buyer asks for a use of his own; what the terms forbid is refused before anyone negotiates. */
export const orderOpening = opening<OrderData, OrderState>()({
  title: { zh: '申请购买', en: 'Place an order' },
  to: 'requested',
  by: ['buyer:purchaser'],
  payload: {
    listingId: id('挂牌', 'Listing', 'case'),
    use: group('用途', 'Use', useFields),
    project: text('项目说明', 'Project', { max: 1000, example: '胸部CT肺结节检出算法训练' }),
    foreignControlled: flag('是否外资控制', 'Under foreign control'),
  },
  facts: ['asset', 'listing'],
  apply: (context) => {
    const { payload, facts, actor, organisationId } = context;
    const listing = facts['listing'] as ListingFact | null;
    const broken = brokenListing(context, listing, facts['asset'] as AssetFact);
    if (broken) return broken;
    const { data: listed, listingId } = listing!;
    const use: Use = { ...payload.use, retentionMonths: payload.use.retentionMonths ?? null };
    const refused = brokenUse(listing!, use, payload.foreignControlled);
    if (refused) return refused;
    const buyerId = actor.kind === 'person' ? actor.organisationId : organisationId;
    const { name, governedDigest, qualityReport, home, files, bytes } = listed.subject;
    const data: OrderData = {
      rules: currentRules().version,
      datasetVersion: listed.datasetVersion,
      listingId,
      exchangeId: listed.exchangeId,
      custodianId: listed.custodianId,
      buyerId,
      subject: { name, governedDigest, qualityReport, home, files, bytes },
      certificateNumber: listed.certificateNumber,
      terms: listed.terms,
      use,
      project: payload.project,
      foreignControlled: payload.foreignControlled,
      checks: {},
      offer: null,
      contract: null,
      commission: null,
      payment: null,
      delivery: { state: 'none', code: null, links: 0, received: [] },
      acceptance: null,
      dispute: null,
      ending: null,
    };
    return {
      data,
      effects: [
        { type: 'party', organisationId: buyerId, part: 'buyer' },
        { type: 'party', organisationId: data.exchangeId, part: 'exchange' },
        { type: 'party', organisationId: data.custodianId, part: 'custodian' },
        { type: 'tell', organisationId, roles: ['it', 'director', 'finance'], message: 'order.requested', parameters: { name } },
        { type: 'tell', organisationId: data.exchangeId, roles: ['operator'], message: 'order.check-due', parameters: { name } },
      ],
      recorded: { listingId, governedDigest, listingVersion: listing!.version },
    };
  },
});

function brokenListing(
  { actor, organisationId, assetId, today }: OpeningContext<unknown>,
  listing: ListingFact | null,
  asset: AssetFact,
): Refused | undefined {
  if (!listing || listing.assetId !== assetId) return refuseTrading('listing.not-found', 'No such listing.', { field: 'listingId' });
  const buyerId = actor.kind === 'person' ? actor.organisationId : null;
  if (buyerId === organisationId) return refuseTrading('order.own-data', 'A hospital does not buy its own data.');
  if (buyerId === listing.data.exchangeId || buyerId === listing.data.custodianId)
    return refuseTrading('order.exchange-as-buyer', 'Who runs the sale, or holds its money, does not buy.');
  return brokenSale(listing, asset, today);
}

/** What must hold whenever a sale goes on: the listing stands, and the asset is still what was listed. */
export function brokenSale(listing: ListingFact, asset: AssetFact, today: LegalDate): Refused | undefined {
  if (listing.state !== 'listed') return refuseTrading('order.not-listed', 'The listing takes no orders.', { state: listing.state });
  const { validUntil, certificateNumber, subject } = listing.data;
  if (validUntil < today)
    return refuseTrading('order.not-listed', 'The certificate or the legal opinion has ended.', { facts: { validUntil } });
  const { governed, certificate } = asset.data;
  const same = asset.state === 'trading' && governed?.digest === subject.governedDigest && certificate?.number === certificateNumber;
  return same ? undefined : refuseTrading('order.asset-changed', 'The asset is no longer what was listed.', { state: asset.state });
}

function brokenUse({ data: { terms, routes } }: ListingFact, use: Use, foreignControlled: boolean): Refused | undefined {
  const permitted = permits(terms, use);
  if (!permitted.ok) return permitted;
  if (!routes.includes(use.environment))
    return refuseTrading('order.route-not-open', 'This way of use is not served for this listing.', {
      field: 'use.environment',
      facts: { routes },
    });
  return brokenControl(terms, foreignControlled);
}

/** Filing and backup are beyond this exchange: who would need them is refused. */
export function brokenControl({ conditions }: Terms, foreignControlled: boolean): Refused | undefined {
  const needing = conditions.filter(({ code }) => conditionsThatNeedFiling.includes(code)).map(({ code }) => code);
  if (!foreignControlled || needing.length === 0) return undefined;
  return refuseTrading('order.foreign-controlled', 'A buyer under foreign control would need a filing with the health department.', {
    field: 'foreignControlled',
    facts: { conditions: needing },
  });
}
