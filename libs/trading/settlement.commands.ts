import { choice, command, digest, text, type CommandContext, type Effect } from '#libs/cases';
import { type AssetFact } from '#libs/pipeline';
import { actingId } from './acting-person';
import { type OrderData, type OrderState } from './order.data';
import { revenueShares } from './revenue-shares';
import { refuseTrading } from './trading.errors';
import { type ListingFact } from './trading.fact-values';

const define = command<OrderData, OrderState>();

/** The buyer names the digest that he computed himself of what he received. */
export const accept = define({
  title: { zh: '验收', en: 'Accept the delivery' },
  from: ['delivered'],
  to: 'accepted',
  by: ['buyer:purchaser'],
  payload: { digest: digest('压缩包摘要', 'SHA-256 of the archive, as computed by the buyer') },
  apply: ({ case: { data }, payload, actor, today }) => {
    if (!data.delivery.received.some(({ sha256 }) => sha256 === payload.digest))
      return refuseTrading('order.digest-differs', 'Nothing with this digest was delivered.', { field: 'digest' });
    return { data: { ...data, acceptance: { by: actingId(actor), on: today, digest: payload.digest } } };
  },
});

export const acceptBySilence = define({
  title: { zh: '逾期视为验收', en: 'Accept by silence' },
  from: ['delivered'],
  to: 'accepted',
  by: ['system:clock'],
  payload: {},
  apply: ({ case: { data }, actor, today }) => ({ data: { ...data, acceptance: { by: actingId(actor), on: today, digest: null } } }),
});

export const dispute = define({
  title: { zh: '提出异议', en: 'Dispute the delivery' },
  from: ['delivered'],
  to: 'disputed',
  by: ['buyer:purchaser'],
  payload: { reason: text('理由', 'Reason', { max: 1000, example: '序列缺失' }) },
  apply: ({ case: { organisationId, data }, payload, today }) => ({
    data: { ...data, dispute: { reason: payload.reason, on: today, resolution: null } },
    effects: [
      tell(data, data.exchangeId, ['operator'], 'order.disputed'),
      tell(data, organisationId, ['it', 'director'], 'order.disputed'),
    ],
  }),
});

export const resolve = define({
  title: { zh: '裁处争议', en: 'Decide the dispute' },
  from: ['disputed'],
  to: ['accepted', 'refunded'],
  by: ['exchange:operator'],
  payload: {
    decision: choice('裁处', 'Decision', ['accepted', 'refunded']),
    reason: text('理由', 'Reason', { max: 1000, example: '核对后交付完整' }),
  },
  apply: (context) => {
    const { case: found, payload, actor, today } = context;
    const data: OrderData = { ...found.data, dispute: { ...found.data.dispute!, resolution: payload.reason } };
    if (payload.decision === 'refunded') return { to: 'refunded', ...refunded({ ...context, case: { ...found, data } }, payload.reason) };
    return { to: 'accepted', data: { ...data, acceptance: { by: actingId(actor), on: today, digest: null } } };
  },
});

/** What was paid and can't be delivered goes back. */
export const refund = define({
  title: { zh: '退款', en: 'Refund' },
  from: ['paid'],
  to: 'refunded',
  by: ['exchange:operator'],
  payload: { reason: text('理由', 'Reason', { max: 1000, example: '医院无法交付' }) },
  apply: (context) => refunded(context, context.payload.reason),
});

/**
 * The custodian pays the hospital what is left after the commission; where it is not the exchange itself, it passes the commission on. The
 * hospital shares what it earned by the split of its listing.
 */
export const settle = define({
  title: { zh: '结算', en: 'Settle' },
  from: ['accepted'],
  to: 'settled',
  by: ['system:clock', 'exchange:operator'],
  facts: ['asset', 'listing'],
  payload: {},
  apply: (context) => {
    const { organisationId, data } = context.case;
    const { price } = data.contract!;
    const commission = data.commission!;
    const { contributors } = (context.facts['asset'] as AssetFact).data;
    const shares = revenueShares(price, commission, (context.facts['listing'] as ListingFact).data.split, contributors);
    const released = { kind: 'release-held', custodian: data.custodianId, payee: organisationId, amount: price, commission } as const;
    const effects: readonly Effect[] = [
      { type: 'book', booking: { ...released, category: 'data-use' } },
      ...commissionPassedOn(data),
      ...(shares.length > 0 ? [{ type: 'book', booking: { kind: 'share', organisationId, shares, category: 'data-use' } } as const] : []),
      tell(data, organisationId, ['finance', 'it'], 'order.settled'),
      tell(data, data.buyerId, ['purchaser'], 'order.settled'),
    ];
    return { effects, recorded: { price: price.amount, commission: commission.amount } };
  },
});

function commissionPassedOn({ custodianId, exchangeId, commission }: OrderData): readonly Effect[] {
  if (custodianId === exchangeId || commission!.amount === 0) return [];
  const passed = { payer: custodianId, payee: exchangeId, amount: commission!, category: 'commission' };
  return [
    { type: 'book', booking: { kind: 'charge', ...passed } },
    { type: 'book', booking: { kind: 'payment', ...passed } },
  ];
}

function refunded({ case: { organisationId, data }, today }: CommandContext<OrderData, unknown>, reason: string) {
  const back = { kind: 'refund-held', custodian: data.custodianId, payer: data.buyerId, payee: organisationId } as const;
  const effects: readonly Effect[] = [
    { type: 'book', booking: { ...back, amount: data.contract!.price, category: 'data-use' } },
    tell(data, data.buyerId, ['purchaser'], 'order.refunded'),
    tell(data, organisationId, ['it', 'finance'], 'order.refunded'),
  ];
  return { data: { ...data, ending: { reason, on: today } }, effects };
}

const tell = ({ subject }: OrderData, organisationId: string, roles: readonly string[], message: string): Effect => ({
  ...{ type: 'tell', organisationId, roles, message, parameters: { name: subject.name } },
});
