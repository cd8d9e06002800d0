import { command, document, money, optional, text, type CommandContext, type Effect, type Guard } from '#libs/cases';
import { ok, type Money, type Result } from '#libs/kernel';
import { feeOf } from '#libs/ledger';
import { type AssetFact } from '#libs/pipeline';
import { parseTerms, permits, UNRESTRICTED, widerThan, type Terms } from '#libs/terms';
import { actingId } from './acting-person';
import { checksPassed } from './check.commands';
import { contractOf } from './contract.document';
import { belowFloor } from './listing-price';
import { type Offer, type OrderData, type OrderState } from './order.data';
import { brokenSale } from './order.opening';
import { refuseTrading } from './trading.errors';
import { type ListingFact } from './trading.fact-values';
import { rulesOf } from './trading.rules';

const define = command<OrderData, OrderState>();
const sellers = ['hospital:it', 'hospital:director', 'hospital:finance'] as const;
type Context = CommandContext<OrderData, unknown>;

const offerFields = {
  price: money('价格（含税）', 'Price with VAT', { min: 1 }),
  terms: optional(document('使用条件', "Terms of use, within the listing's", 'terms', UNRESTRICTED)),
} as const;

const belowFloorReason = optional(text('低于保本价的理由', 'Reason for a price below the floor', { max: 400, example: '首单推广' }));

const saleStands: Guard<OrderData> = {
  name: 'sale-stands',
  title: { zh: '挂牌有效且资产未变', en: 'The listing stands and the asset is what was listed' },
  holds: ({ facts, today }) => brokenSale(facts['listing'] as ListingFact, facts['asset'] as AssetFact, today) ?? true,
};

export const offer = define({
  title: { zh: '报价', en: 'Make an offer' },
  from: ['requested', 'countered', 'offered'],
  to: 'offered',
  by: sellers,
  facts: ['asset', 'listing'],
  requires: [saleStands],
  payload: { ...offerFields, belowFloorReason },
  apply: (context) => {
    const { payload, actor } = context;
    const floor = (context.facts['listing'] as ListingFact).data.economics.floor;
    const priced = belowFloor(payload.price, floor, { actor, reason: payload.belowFloorReason }, 'order.price-below-floor');
    if (!priced.ok) return priced;
    return spoken(context, 'hospital', payload, [tell(context, context.case.data.buyerId, ['purchaser'], 'order.offered')]);
  },
});

export const counter = define({
  title: { zh: '还价', en: 'Make a counter-offer' },
  from: ['offered', 'countered'],
  to: 'countered',
  by: ['buyer:purchaser'],
  facts: ['asset', 'listing'],
  requires: [saleStands],
  payload: offerFields,
  apply: (context) =>
    spoken(context, 'buyer', context.payload, [
      tell(context, context.case.organisationId, ['it', 'director', 'finance'], 'order.countered'),
    ]),
});

/** The buyer takes the hospital's offer. */
export const agree = define({
  title: { zh: '接受报价并签约', en: 'Agree to the offer' },
  from: ['offered'],
  to: 'agreed',
  by: ['buyer:purchaser'],
  facts: ['asset', 'listing', 'organisations', 'simulation'],
  requires: [saleStands, checksPassed],
  payload: {},
  apply: (context) => agreed(context),
});

/** The hospital takes the buyer's counter-offer. */
export const acceptCounter = define({
  title: { zh: '接受还价并签约', en: 'Agree to the counter-offer' },
  from: ['countered'],
  to: 'agreed',
  by: sellers,
  facts: ['asset', 'listing', 'organisations', 'simulation'],
  requires: [saleStands, checksPassed],
  payload: { belowFloorReason },
  apply: (context) => {
    const floor = (context.facts['listing'] as ListingFact).data.economics.floor;
    const given = { actor: context.actor, reason: context.payload.belowFloorReason };
    const priced = belowFloor(context.case.data.offer!.price, floor, given, 'order.price-below-floor');
    return priced.ok ? agreed(context) : priced;
  },
});

/** An offer of either side. It may narrow the listing's terms, never widen them, and must leave room for the use that was asked for. */
function spoken(
  context: Context,
  from: Offer['from'],
  given: { readonly price: Money; readonly terms?: unknown },
  effects: readonly Effect[],
) {
  const { data } = context.case;
  const terms = offeredTerms(data, given.terms);
  if (!terms.ok) return terms;
  const number = (data.offer?.number ?? 0) + 1;
  const made: Offer = { number, from, by: actingId(context.actor), on: context.today, price: given.price, terms: terms.value };
  return { data: { ...data, offer: made }, restart: ['answer'], effects, recorded: { number, from } };
}

function offeredTerms({ terms, use }: OrderData, given: unknown): Result<Terms> {
  if (given === undefined) return ok(terms);
  const parsed = parseTerms(given);
  if (!parsed.ok) return parsed;
  const wider = widerThan(parsed.value, terms);
  if (wider.length > 0)
    return refuseTrading('order.terms-wider', `The listing does not allow so much: ${wider.join(', ')}.`, {
      field: `terms.${wider[0]}`,
      facts: { terms: wider },
    });
  const permitted = permits(parsed.value, use);
  return permitted.ok ? parsed : permitted;
}

function agreed(context: Context) {
  const { id, organisationId, data } = context.case;
  const last = data.offer!;
  const commission = feeOf(rulesOf(data.rules).commission, { price: last.price }, context.today);
  if (!commission.ok) return commission;
  const contract = contractOf(context, last);
  const row: Effect = {
    type: 'row',
    table: 'trading_contract',
    write: 'insert',
    values: { organisation_id: organisationId, order_id: id, digest: contract.digest, document: contract.text },
  };
  return {
    data: {
      ...data,
      contract: { digest: contract.digest, agreedOn: context.today, price: last.price },
      commission: commission.value.expected,
    },
    effects: [
      row,
      tell(context, data.buyerId, ['purchaser'], 'order.agreed'),
      tell(context, organisationId, ['it', 'director', 'finance'], 'order.agreed'),
      tell(context, data.custodianId, ['treasurer', 'operator'], 'order.payment-awaited'),
    ],
    recorded: { contract: contract.digest, price: last.price.amount },
  };
}

const tell = ({ case: { data } }: Context, organisationId: string, roles: readonly string[], message: string): Effect => ({
  ...{ type: 'tell', organisationId, roles, message, parameters: { name: data.subject.name } },
});
