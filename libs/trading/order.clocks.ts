import { type ClockDefinition } from '#libs/cases';
import { type OrderData, type OrderState } from './order.data';
import { rulesOf } from './trading.rules';

const basis = '交易场所规则';

export const orderClocks: Readonly<Record<string, ClockDefinition<OrderData, OrderState>>> = {
  request: {
    title: { zh: '报价期限', en: 'Time to make an offer' },
    basis,
    runsIn: ['requested'],
    lasts: ({ rules }) => ({ workingDays: rulesOf(rules).requestWorkingDays }),
    then: 'expire',
  },
  answer: {
    title: { zh: '答复期限', en: 'Time to answer an offer' },
    basis,
    runsIn: ['offered', 'countered'],
    lasts: ({ rules }) => ({ days: rulesOf(rules).offerDays }),
    then: 'expire',
  },
  payment: {
    title: { zh: '付款期限', en: 'Time to pay' },
    basis,
    runsIn: ['agreed'],
    lasts: ({ rules }) => ({ workingDays: rulesOf(rules).paymentWorkingDays }),
    then: 'payment-overdue',
  },
  delivery: {
    title: { zh: '交付期限', en: 'Time to deliver' },
    basis,
    runsIn: ['paid'],
    lasts: ({ rules }) => ({ workingDays: rulesOf(rules).deliveryWorkingDays }),
    then: 'remind-delivery',
  },
  acceptance: {
    title: { zh: '验收期限', en: 'Time to accept' },
    basis,
    runsIn: ['delivered'],
    lasts: ({ rules }) => ({ days: rulesOf(rules).acceptanceDays }),
    then: 'accept-by-silence',
  },
  settlement: {
    title: { zh: '结算期限', en: 'Time to settle' },
    basis,
    runsIn: ['accepted'],
    lasts: ({ rules }) => ({ workingDays: rulesOf(rules).settlementWorkingDays }),
    then: 'settle',
  },
};
