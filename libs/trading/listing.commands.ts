import { command, text, type CommandContext, type Effect, type Guard } from '#libs/cases';
import { type AssetFact } from '#libs/pipeline';
import { actingId } from './acting-person';
import { type ListingData, type ListingState, type Remark } from './listing.data';
import { brokenForListing, brokenSplit, priceFields } from './listing.opening';
import { emptiedSamples } from './listing-samples';
import { belowFloor, economicsOf } from './listing-price';
import { publishedRow } from './listing.projection';
import { refuseTrading } from './trading.errors';
import { type CostFact } from './trading.fact-values';
import { rulesOf } from './trading.rules';

const define = command<ListingData, ListingState>();
const reason = text('理由', 'Reason', { max: 400, example: '证书待续期' });

const assetStands: Guard<ListingData> = {
  name: 'asset-stands',
  title: { zh: '资产在交易阶段且证书、意见有效', en: 'The asset is in trading, its certificate and opinion hold' },
  holds: ({ facts, today, case: { data } }) => {
    const asset = facts['asset'] as AssetFact;
    const broken = brokenForListing(asset, today);
    if (broken) return broken;
    const same = asset.data.governed!.digest === data.subject.governedDigest && asset.data.certificate!.number === data.certificateNumber;
    return same || refuseTrading('listing.asset-changed', 'Dataset or certificate are no longer those of the listing.');
  },
};

export const review = define({
  title: { zh: '审核通过', en: 'Pass the review' },
  from: ['draft'],
  to: 'reviewed',
  by: ['exchange:operator'],
  facts: ['asset'],
  requires: [assetStands],
  payload: { remark: text('审核意见', 'Remark', { max: 400, example: '来源、证书与使用条件一致' }) },
  apply: (context) => ({ data: remarked(context, context.payload.remark) }),
});

export const sendBack = define({
  title: { zh: '退回修改', en: 'Send back' },
  from: ['draft', 'reviewed'],
  to: 'draft',
  by: ['exchange:operator'],
  payload: { remark: text('退回理由', 'What is to be changed', { max: 400, example: '请核对使用条件' }) },
  apply: (context) => ({
    data: remarked(context, context.payload.remark),
    effects: [tellHospital(context, 'listing.sent-back')],
  }),
});

export const list = define({
  title: { zh: '挂牌', en: 'List' },
  from: ['reviewed'],
  to: 'listed',
  by: ['exchange:operator'],
  facts: ['asset'],
  requires: [assetStands],
  payload: {},
  apply: (context) => ({ effects: [published(context, 'listed'), tellHospital(context, 'listing.listed')] }),
});

export const suspend = define({
  title: { zh: '停牌', en: 'Suspend' },
  from: ['listed'],
  to: 'suspended',
  by: ['exchange:operator', 'hospital:director'],
  payload: { reason },
  apply: (context) => ({ data: remarked(context, context.payload.reason), effects: [published(context, 'suspended')] }),
});

/** What rests on a certificate or an opinion ends with it. */
export const lapse = define({
  title: { zh: '证书或意见到期停牌', en: 'Suspend as certificate or opinion ended' },
  from: ['listed'],
  to: 'suspended',
  by: ['system:clock'],
  payload: {},
  apply: (context) => ({ effects: [published(context, 'suspended'), tellHospital(context, 'listing.validity-ended')] }),
});

export const resume = define({
  title: { zh: '复牌', en: 'Resume' },
  from: ['suspended'],
  to: 'listed',
  by: ['exchange:operator'],
  facts: ['asset'],
  requires: [assetStands],
  payload: { reason },
  apply: (context) => {
    const { certificate, opinion } = (context.facts['asset'] as AssetFact).data;
    const validUntil = certificate!.validUntil < opinion!.validUntil ? certificate!.validUntil : opinion!.validUntil;
    const data = { ...remarked(context, context.payload.reason), validUntil };
    return { data, effects: [published({ ...context, case: { ...context.case, data } }, 'listed')] };
  },
});

export const setPrice = define({
  title: { zh: '调整价格与分配', en: 'Set price and split' },
  from: ['draft', 'reviewed', 'listed', 'suspended'],
  to: ['draft', 'reviewed', 'listed', 'suspended'],
  by: ['hospital:finance'],
  facts: ['cost'],
  payload: priceFields,
  apply: (context) => {
    const { payload, today, actor, facts } = context;
    const { data: before, state } = context.case;
    const broken = brokenSplit(payload.split);
    if (broken) return broken;
    const { productionCost } = facts['cost'] as CostFact;
    const { expectedBuyers, split, price } = payload;
    const question = { rules: rulesOf(before.rules), today, productionCost, bytes: before.subject.bytes, expectedBuyers, split, price };
    const economics = economicsOf(question);
    if (!economics.ok) return economics;
    const agreed = belowFloor(price, economics.value.floor, { actor, reason: payload.belowFloorReason }, 'listing.price-below-floor');
    if (!agreed.ok) return agreed;
    const data: ListingData = { ...before, price, split, economics: { ...economics.value, belowFloorReason: agreed.value } };
    const seen = state === 'listed' || state === 'suspended';
    return {
      to: state as ListingState,
      data,
      effects: seen ? [published({ ...context, case: { ...context.case, data } }, state)] : [],
    };
  },
});

export const delist = define({
  title: { zh: '摘牌', en: 'Delist' },
  from: ['draft', 'reviewed', 'listed', 'suspended'],
  to: 'delisted',
  by: ['exchange:operator', 'hospital:director'],
  payload: { reason },
  apply: (context) => ({ data: remarked(context, context.payload.reason), effects: withdrawn(context) }),
});

/** The version that was listed is no longer the asset's. */
export const supersede = define({
  title: { zh: '因新版本或退役摘牌', en: 'Delist as superseded' },
  from: ['draft', 'reviewed', 'listed', 'suspended'],
  to: 'delisted',
  by: ['system:pipeline'],
  payload: {},
  apply: (context) => ({ effects: [...withdrawn(context), tellHospital(context, 'listing.superseded')] }),
});

type Context = Pick<CommandContext<ListingData, unknown>, 'case' | 'now' | 'today' | 'actor'>;

const published = ({ case: { id, organisationId, assetId, data }, now }: Context, state: ListingState): Effect =>
  publishedRow({ id, organisationId, assetId: assetId!, state, data, at: now });

/** A listing that nobody ever saw leaves no row; of one that ended no picture stays. */
const withdrawn = (context: Context): readonly Effect[] => {
  const { id, organisationId, state, data } = context.case;
  const seen = state === 'listed' || state === 'suspended';
  return [...(seen ? [published(context, 'delisted')] : []), ...emptiedSamples({ organisationId, listingId: id }, data)];
};

const tellHospital = ({ case: { organisationId, data } }: Context, message: string): Effect => ({
  ...{ type: 'tell', organisationId, roles: ['it', 'finance'], message, parameters: { name: data.subject.name } },
});

function remarked({ case: { data }, actor, today }: Context, words: string): ListingData {
  const remark: Remark = { by: actingId(actor), on: today, text: words };
  return { ...data, remarks: [...data.remarks, remark] };
}
