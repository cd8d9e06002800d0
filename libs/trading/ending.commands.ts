import { command, text, type CommandContext, type Effect } from '#libs/cases';
import { type OrderData, type OrderState } from './order.data';

const define = command<OrderData, OrderState>();
const reason = text('理由', 'Reason', { max: 400, example: '用途不符合医院政策' });

export const decline = define({
  title: { zh: '拒绝', en: 'Decline' },
  from: ['requested', 'countered'],
  to: 'declined',
  by: ['hospital:it', 'hospital:director'],
  payload: { reason },
  apply: (context) => ended(context, context.payload.reason, [context.case.data.buyerId, ['purchaser']]),
});

export const cancel = define({
  title: { zh: '取消', en: 'Cancel' },
  from: ['requested', 'offered', 'countered'],
  to: 'cancelled',
  by: ['buyer:purchaser', 'exchange:operator'],
  payload: { reason },
  apply: (context) => ended(context, context.payload.reason, [context.case.organisationId, ['it', 'director']]),
});

/** Nobody answered in time. */
export const expire = define({
  title: { zh: '逾期失效', en: 'Expire' },
  from: ['requested', 'offered', 'countered'],
  to: 'expired',
  by: ['system:clock'],
  payload: {},
  apply: (context) => ended(context, `${context.case.state} too long`, [context.case.data.buyerId, ['purchaser']]),
});

/** Not paid in time. What the buyer says he paid, and nobody has confirmed, waits for the custodian and does not lapse. */
export const paymentOverdue = define({
  title: { zh: '付款逾期', en: 'Payment is overdue' },
  from: ['agreed'],
  to: ['agreed', 'expired'],
  by: ['system:clock'],
  payload: {},
  apply: (context) => {
    const { data } = context.case;
    if (!data.payment) return { to: 'expired', ...ended(context, 'not paid in time', [data.buyerId, ['purchaser']]) };
    const told: Effect = {
      type: 'tell',
      organisationId: data.custodianId,
      roles: ['treasurer', 'operator'],
      message: 'order.payment-unconfirmed',
      parameters: { reference: data.payment.reference },
    };
    return { to: 'agreed', effects: [told], restart: ['payment'] };
  },
});

/** What was asked for is no longer the asset's present version. What is paid is delivered all the same: the contract names its digest. */
export const supersedeOrder = define({
  title: { zh: '因新版本或退役取消', en: 'Cancel as superseded' },
  from: ['requested', 'offered', 'countered', 'agreed'],
  to: 'cancelled',
  by: ['system:pipeline'],
  payload: {},
  apply: (context) => ended(context, 'superseded', [context.case.data.buyerId, ['purchaser']]),
});

export const remindDelivery = define({
  title: { zh: '催办交付', en: 'Remind of the delivery' },
  from: ['paid'],
  to: 'paid',
  by: ['system:clock'],
  payload: {},
  apply: ({ case: { organisationId, data } }) => ({
    effects: [
      {
        type: 'tell',
        organisationId,
        roles: ['it', 'director'],
        message: 'order.delivery-overdue',
        parameters: { name: data.subject.name },
      },
      {
        type: 'tell',
        organisationId: data.exchangeId,
        roles: ['operator'],
        message: 'order.delivery-overdue',
        parameters: { name: data.subject.name },
      },
    ],
    restart: ['delivery'],
  }),
});

function ended(
  { case: { data }, today }: CommandContext<OrderData, unknown>,
  why: string,
  [organisationId, roles]: readonly [string, readonly string[]],
) {
  const told: Effect = { type: 'tell', organisationId, roles, message: 'order.ended', parameters: { name: data.subject.name } };
  return { data: { ...data, ending: { reason: why, on: today } }, effects: [told] };
}
