import { type CaseDefinition } from '#libs/cases';
import { recordCheck } from './check.commands';
import { deliveryFailed, deliveryReady, issueLink, recordReceipt, retryDelivery } from './delivery.commands';
import { cancel, decline, expire, paymentOverdue, remindDelivery, supersedeOrder } from './ending.commands';
import { acceptCounter, agree, counter, offer } from './negotiation.commands';
import { orderClocks } from './order.clocks';
import { type OrderData, type OrderState } from './order.data';
import { orderOpening } from './order.opening';
import { orderStates } from './order.states';
import { confirmPayment, PREPARE_DELIVERY_JOB, recordPayment, rejectPayment } from './payment.commands';
import { accept, acceptBySilence, dispute, refund, resolve, settle } from './settlement.commands';
import { orderMessages } from './trading.messages';

/** One buyer's purchase, from what he wants to do with the data to the money's arrival. */
export const orderCase: CaseDefinition<OrderData, OrderState> = {
  kind: 'order',
  version: 1,
  title: { zh: '订单', en: 'Order' },
  stage: 'trading',
  owner: 'hospital',
  parts: ['hospital', 'buyer', 'exchange', 'custodian'],
  messages: orderMessages,
  states: orderStates,
  opening: orderOpening,
  commands: {
    'record-check': recordCheck,
    offer,
    counter,
    agree,
    'accept-counter': acceptCounter,
    decline,
    cancel,
    expire,
    supersede: supersedeOrder,
    'record-payment': recordPayment,
    'reject-payment': rejectPayment,
    'confirm-payment': confirmPayment,
    'payment-overdue': paymentOverdue,
    'delivery-ready': deliveryReady,
    'delivery-failed': deliveryFailed,
    'retry-delivery': retryDelivery,
    'remind-delivery': remindDelivery,
    'issue-link': issueLink,
    'record-receipt': recordReceipt,
    accept,
    'accept-by-silence': acceptBySilence,
    dispute,
    resolve,
    refund,
    settle,
  },
  clocks: orderClocks,
  jobs: [PREPARE_DELIVERY_JOB],
  view: (data, parts) => {
    const { commission: _, ...seen } = data;
    return parts.includes('exchange') || parts.includes('custodian') ? data : seen;
  },
};
