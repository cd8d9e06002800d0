import { command, money, text, type Effect, type Guard } from '#libs/cases';
import { compareMoney } from '#libs/kernel';
import { actingId } from './acting-person';
import { type OrderData, type OrderState } from './order.data';
import { refuseTrading } from './trading.errors';

const define = command<OrderData, OrderState>();

export const PREPARE_DELIVERY_JOB = 'trading.prepare-delivery';

/** Custodian and exchange are separate roles: the exchange's operator confirms only where it holds the money itself. */
export const holdsTheMoney: Guard<OrderData> = {
  name: 'holds-the-money',
  title: { zh: '由资金托管方确认', en: 'Only the custodian confirms' },
  holds: ({ case: { data }, actor }) =>
    (actor.kind === 'person' && actor.organisationId === data.custodianId) ||
    refuseTrading('order.not-the-custodian', 'Another organisation holds the payments of this order.'),
};

export const recordPayment = define({
  title: { zh: '登记付款', en: 'Record the payment' },
  from: ['agreed'],
  to: 'agreed',
  by: ['buyer:purchaser'],
  payload: {
    reference: text('付款凭证号', 'Reference of the transfer', { max: 64, pattern: '^[\\w./-]+$', example: 'ICBC-20261122-0001' }),
    amount: money('金额', 'Amount', { min: 1 }),
  },
  apply: ({ case: { data }, payload, actor, today }) => {
    if (data.payment) return refuseTrading('order.payment-recorded', 'A payment is recorded and waits for its confirmation.');
    if (!isPrice(payload.amount, data))
      return refuseTrading('order.payment-differs', "The amount is not the contract's price.", { field: 'amount' });
    const payment = { ...payload, recordedBy: actingId(actor), recordedOn: today, confirmedOn: null };
    const told: Effect = {
      type: 'tell',
      organisationId: data.custodianId,
      roles: ['treasurer', 'operator'],
      message: 'order.payment-recorded',
      parameters: { reference: payload.reference },
    };
    return { data: { ...data, payment }, effects: [told] };
  },
});

export const rejectPayment = define({
  title: { zh: '付款未到账', en: 'Payment has not arrived' },
  from: ['agreed'],
  to: 'agreed',
  by: ['custodian:treasurer', 'exchange:operator'],
  requires: [holdsTheMoney],
  payload: { reason: text('理由', 'Reason', { max: 400, example: '账户未见该笔款项' }) },
  apply: ({ case: { data } }) => {
    if (!data.payment) return refuseTrading('order.payment-not-recorded', 'The buyer has recorded no payment.');
    const told: Effect = {
      ...{ type: 'tell', organisationId: data.buyerId, roles: ['purchaser'], message: 'order.payment-not-arrived' },
      parameters: { reference: data.payment.reference },
    };
    return { data: { ...data, payment: null }, effects: [told] };
  },
});

/** The price is booked together with its payment: a contract that is never paid leaves nothing in any books. */
export const confirmPayment = define({
  title: { zh: '确认到账', en: 'Confirm the payment' },
  from: ['agreed'],
  to: 'paid',
  by: ['custodian:treasurer', 'exchange:operator'],
  requires: [holdsTheMoney],
  payload: { amount: money('到账金额', 'Amount received', { min: 1 }) },
  apply: ({ case: { id: orderId, organisationId, data }, payload, today }) => {
    if (!data.payment) return refuseTrading('order.payment-not-recorded', 'The buyer has recorded no payment.');
    if (!isPrice(payload.amount, data))
      return refuseTrading('order.payment-differs', "The amount is not the contract's price.", { field: 'amount' });
    const sale = { payer: data.buyerId, payee: organisationId, amount: data.contract!.price, category: 'data-use' };
    return {
      data: { ...data, payment: { ...data.payment, confirmedOn: today }, delivery: { ...data.delivery, state: 'preparing' } },
      effects: [
        { type: 'book', booking: { kind: 'charge', ...sale } },
        { type: 'book', booking: { kind: 'payment-held', ...sale, custodian: data.custodianId } },
        prepareDelivery(orderId, data),
        { type: 'tell', organisationId, roles: ['it', 'finance'], message: 'order.paid', parameters: { name: data.subject.name } },
      ],
    };
  },
});

/** Where the data lives, and nowhere else. */
export const prepareDelivery = (orderId: string, { subject }: OrderData): Effect => ({
  ...{ type: 'job', job: PREPARE_DELIVERY_JOB, home: subject.home, payload: { orderId, governedDigest: subject.governedDigest } },
});

function isPrice(amount: { readonly amount: number; readonly currency: 'CNY' }, { contract }: OrderData): boolean {
  const compared = compareMoney(amount, contract!.price);
  return compared.ok && compared.value === 0;
}
