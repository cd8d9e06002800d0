import { command, digest, id, integer, text, type Effect } from '#libs/cases';
import { feeOf } from '#libs/ledger';
import { type OrderData, type OrderState } from './order.data';
import { prepareDelivery } from './payment.commands';
import { refuseTrading } from './trading.errors';
import { rulesOf } from './trading.rules';

const define = command<OrderData, OrderState>();

/** Orders under which the buyer may still fetch what he paid for. */
export const statesWithLinks = ['paid', 'delivered', 'accepted'] as const satisfies readonly OrderState[];

/** Every object of the governed manifest was read and has the digest that the contract names. */
export const deliveryReady = define({
  title: { zh: '交付就绪', en: 'Delivery is ready' },
  from: ['paid'],
  to: 'paid',
  by: ['system:job'],
  payload: {
    files: integer('文件数', 'Files', { min: 1, max: 100_000_000 }),
    bytes: integer('字节数', 'Bytes', { min: 0, max: Number.MAX_SAFE_INTEGER }),
  },
  apply: ({ case: { organisationId, data }, payload, today }) => {
    const cost = feeOf(rulesOf(data.rules).delivery, { bytes: payload.bytes }, today);
    if (!cost.ok) return cost;
    return {
      data: { ...data, delivery: { ...data.delivery, state: 'ready', code: null } },
      effects: [
        {
          type: 'book',
          booking: {
            ...{ kind: 'cost', organisationId, category: 'delivery', amount: cost.value.expected },
            ...{ quantity: payload.bytes, unit: 'byte' },
          },
        },
        {
          type: 'tell',
          organisationId: data.buyerId,
          roles: ['purchaser'],
          message: 'order.delivery-ready',
          parameters: { files: payload.files },
        },
      ],
    };
  },
});

export const deliveryFailed = define({
  title: { zh: '交付准备失败', en: 'Delivery could not be prepared' },
  from: ['paid'],
  to: 'paid',
  by: ['system:job'],
  payload: { code: text('原因代码', 'Code of the reason', { max: 80, pattern: '^[a-z0-9.-]+$', example: 'delivery.file-missing' }) },
  apply: ({ case: { organisationId, data }, payload }) => ({
    data: { ...data, delivery: { ...data.delivery, state: 'failed', code: payload.code } },
    effects: [
      { type: 'tell', organisationId, roles: ['it'], message: 'order.delivery-failed', parameters: { code: payload.code } },
      {
        type: 'tell',
        organisationId: data.exchangeId,
        roles: ['operator'],
        message: 'order.delivery-failed',
        parameters: { code: payload.code },
      },
    ],
  }),
});

export const retryDelivery = define({
  title: { zh: '重新准备交付', en: 'Prepare the delivery again' },
  from: ['paid'],
  to: 'paid',
  by: ['hospital:it', 'exchange:operator'],
  payload: {},
  apply: ({ case: { id: orderId, data } }) => {
    if (data.delivery.state !== 'failed')
      return refuseTrading('order.delivery-not-failed', 'The delivery has not failed.', { facts: { delivery: data.delivery.state } });
    return { data: { ...data, delivery: { ...data.delivery, state: 'preparing', code: null } }, effects: [prepareDelivery(orderId, data)] };
  },
});

/**
 * A link for the person who asks. The secret is made by whoever asks and only its hash comes here; it is worth something together with his
 * sign-in alone. When it ends is wall time, so the table says it.
 */
export const issueLink = define({
  title: { zh: '申请下载链接', en: 'Ask for a download link' },
  from: statesWithLinks,
  to: statesWithLinks,
  by: ['buyer:purchaser'],
  payload: { linkId: id('链接', 'Link', 'link'), tokenHash: digest('令牌摘要', 'SHA-256 of the token') },
  apply: ({ case: { id: orderId, organisationId, state, data }, payload, actor }) => {
    const { linkLimit } = rulesOf(data.rules);
    if (data.delivery.state !== 'ready')
      return refuseTrading('order.delivery-not-ready', 'The delivery is still being prepared.', {
        facts: { delivery: data.delivery.state },
      });
    if (data.delivery.links >= linkLimit)
      return refuseTrading('order.links-exhausted', 'The order has had all its links.', { facts: { limit: linkLimit } });
    const row: Effect = {
      type: 'row',
      table: 'delivery_link',
      write: 'insert',
      values: {
        organisation_id: organisationId,
        id: payload.linkId,
        order_id: orderId,
        token_hash: payload.tokenHash,
        buyer_organisation_id: data.buyerId,
        person_id: actor.kind === 'person' ? actor.personId : null,
      },
    };
    return {
      to: state as OrderState,
      data: { ...data, delivery: { ...data.delivery, links: data.delivery.links + 1 } },
      effects: [row],
      recorded: { linkId: payload.linkId },
    };
  },
});

/** The last byte went out: the receipt stands, and the buyer's time to check begins with the first one. */
export const recordReceipt = define({
  title: { zh: '登记交付回执', en: 'Record the receipt' },
  from: statesWithLinks,
  to: ['delivered', 'accepted'],
  by: ['system:job'],
  payload: {
    linkId: id('链接', 'Link', 'link'),
    sha256: digest('压缩包摘要', 'SHA-256 of the archive'),
    bytes: integer('字节数', 'Bytes', { min: 1, max: Number.MAX_SAFE_INTEGER }),
    personId: id('接收人', 'Who received it', 'person'),
  },
  apply: ({ case: { id: orderId, organisationId, state, data }, payload, now, today }) => {
    const { linkId, sha256, bytes, personId } = payload;
    const row: Effect = {
      type: 'row',
      table: 'delivery_receipt',
      write: 'insert',
      values: {
        organisation_id: organisationId,
        link_id: linkId,
        order_id: orderId,
        ...{ sha256, bytes, person_id: personId, received_at: now.toISOString() },
      },
    };
    const received = [...data.delivery.received, { sha256, bytes, on: today }];
    return {
      to: state === 'accepted' ? 'accepted' : 'delivered',
      data: { ...data, delivery: { ...data.delivery, received } },
      effects: [row],
      recorded: { linkId, sha256, bytes },
    };
  },
});
