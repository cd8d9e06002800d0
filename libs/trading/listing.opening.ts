import { choice, document, group, id, integer, money, opening, optional, text, type OpeningContext } from '#libs/cases';
import { type LegalDate, type Refused, type Result, ok } from '#libs/kernel';
import { type AssetData, type AssetFact } from '#libs/pipeline';
import { UNRESTRICTED } from '#libs/terms';
import { type ListedSubject, type ListingData, type ListingState, type PriceModel, type QualityBrief } from './listing.data';
import { belowFloor, economicsOf } from './listing-price';
import { cardRow } from './listing-card';
import { listedTerms } from './listing-terms';
import { refuseTrading } from './trading.errors';
import { type CardFact, type CostFact, type OrganisationsFact, type OtherListingFact, type QualityFact } from './trading.fact-values';
import { currentRules } from './trading.rules';

export const priceModels = ['once', 'subscription', 'per-use', 'free', 'negotiable'] as const satisfies readonly PriceModel[];

const rate = (zh: string, en: string) => integer(zh, en, { min: 0, max: 10_000 });

export const priceFields = {
  price: money('价格（含税）', 'Price with VAT', { min: 1 }),
  belowFloorReason: optional(text('低于保本价的理由', 'Reason for a price below the floor', { max: 400, example: '首单推广' })),
  expectedBuyers: integer('预计买方数', 'Buyers expected', { min: 1, max: 10_000 }),
  split: group('收益分配（万分之一）', 'Split of revenue (basis points)', {
    vat: rate('增值税率', 'VAT rate'),
    treasury: rate('上缴财政', 'Treasury'),
    contributors: rate('贡献人合计', 'Contributors together'),
  }),
} as const;

/** Example of a payload: a price of CNY 60,000 with 6 % VAT. */
export const listingOpening = opening<ListingData, ListingState>()({
  title: { zh: '申请挂牌', en: 'Prepare a listing' },
  to: 'draft',
  by: ['hospital:it', 'hospital:finance'],
  payload: {
    exchangeId: id('交易场所', 'Exchange', 'organisation'),
    custodianId: optional(id('资金托管方', 'Custodian of the payments', 'organisation')),
    priceModel: choice('计价方式', 'Price model', priceModels),
    ...priceFields,
    terms: optional(document('医院附加的使用条件', "The hospital's own terms of use", 'terms', UNRESTRICTED)),
  },
  facts: ['asset', 'organisations', 'cost', 'otherListing', 'quality', 'card'],
  apply: (context) => {
    const { payload, facts, organisationId, today, actor } = context;
    const asset = (facts['asset'] as AssetFact).data;
    const organisations = facts['organisations'] as OrganisationsFact;
    const broken = brokenForListing(facts['asset'] as AssetFact, today) ?? brokenOpening(context);
    if (broken) return broken;
    const custodian = custodianOf(organisations, payload);
    if (!custodian.ok) return custodian;
    const offered = listedTerms(asset, payload.terms);
    if (!offered.ok) return offered;
    const rules = currentRules();
    const { productionCost } = facts['cost'] as CostFact;
    const { expectedBuyers, split, price } = payload;
    const economics = economicsOf({ rules, today, productionCost, bytes: asset.governed!.bytes, expectedBuyers, split, price });
    if (!economics.ok) return economics;
    const reason = belowFloor(price, economics.value.floor, { actor, reason: payload.belowFloorReason }, 'listing.price-below-floor');
    if (!reason.ok) return reason;
    const data: ListingData = {
      rules: rules.version,
      datasetVersion: asset.datasetVersion,
      exchangeId: payload.exchangeId,
      custodianId: custodian.value,
      hospitalName: organisations[organisationId]?.name ?? organisationId,
      subject: subjectOf(asset, (facts['quality'] as QualityFact).brief),
      certificateNumber: asset.certificate!.number,
      validUntil: earlier(asset.certificate!.validUntil, asset.opinion!.validUntil),
      priceModel: payload.priceModel,
      price,
      ...offered.value,
      economics: { ...economics.value, belowFloorReason: reason.value },
      split,
      remarks: [],
    };
    return {
      data,
      effects: [
        { type: 'party', organisationId: payload.exchangeId, part: 'exchange' },
        ...(facts['card'] as CardFact).documents.map((document) => cardRow(organisationId, context.caseId, document)),
        {
          type: 'tell',
          organisationId: payload.exchangeId,
          roles: ['operator'],
          message: 'listing.prepared',
          parameters: { name: data.subject.name },
        },
      ],
      recorded: { governedDigest: data.subject.governedDigest, certificateNumber: data.certificateNumber, rules: data.rules },
    };
  },
});

/** Listed is what is registered and assessed, for as long as both hold. */
export function brokenForListing({ state, data }: AssetFact, today: LegalDate): Refused | undefined {
  if (state !== 'trading' || !data.governed)
    return refuseTrading('listing.asset-not-in-trading', 'The asset has not come to trading.', { state });
  if (!data.certificate || !data.opinion)
    return refuseTrading('listing.certificate-missing', 'The asset has no certificate, or no legal opinion, that stands.');
  const validUntil = earlier(data.certificate.validUntil, data.opinion.validUntil);
  if (validUntil < today)
    return refuseTrading('listing.certificate-ended', 'The certificate or the legal opinion has ended.', { facts: { validUntil } });
  return undefined;
}

function brokenOpening({
  facts,
  payload,
  organisationId,
}: OpeningContext<{ exchangeId: string; priceModel: PriceModel; split: ListingData['split'] }>): Refused | undefined {
  const { listingId } = facts['otherListing'] as OtherListingFact;
  if (listingId !== null)
    return refuseTrading('listing.already-open', 'The asset has a listing that is not delisted.', { facts: { listingId } });
  if (!(facts['organisations'] as OrganisationsFact)[payload.exchangeId]?.roles.includes('exchange'))
    return refuseTrading('listing.not-an-exchange', 'The organisation is no trading venue.', { field: 'exchangeId' });
  if (payload.exchangeId === organisationId)
    return refuseTrading('listing.own-exchange', 'A venue does not list its own data.', { field: 'exchangeId' });
  if (payload.priceModel !== 'once')
    return refuseTrading('listing.price-model-not-served', 'Only the price model «once» is settled so far.', { field: 'priceModel' });
  return brokenSplit(payload.split);
}

export function brokenSplit({ treasury, contributors }: ListingData['split']): Refused | undefined {
  if (treasury + contributors <= 10_000) return undefined;
  return refuseTrading('listing.shares-exceed', 'Treasury and contributors would share more than the whole.', {
    field: 'split.contributors',
  });
}

function custodianOf(organisations: OrganisationsFact, payload: { exchangeId: string; custodianId?: string }): Result<string> {
  const custodianId = payload.custodianId ?? payload.exchangeId;
  if (organisations[custodianId]?.roles.includes('custodian')) return ok(custodianId);
  return refuseTrading('listing.not-a-custodian', 'Name an organisation that holds payments in custody.', { field: 'custodianId' });
}

function subjectOf({ annex1, governed }: AssetData, quality: QualityBrief | null): ListedSubject {
  const { files, bytes, digest, home, finding, level, qualityReport } = governed!;
  const { name, summary, industry, region, periodFrom, periodTo, updateFrequency, records, forms, structure } = annex1;
  return {
    ...{ name, summary, industry, region, periodFrom, periodTo, updateFrequency, records, forms, structure },
    ...{ files, bytes, governedDigest: digest, home, finding, level, qualityReport, quality },
  };
}

const earlier = (a: LegalDate, b: LegalDate): LegalDate => (a < b ? a : b);
