import { type Bilingual } from '#libs/kernel';

/** What people are told. `{name}` stands for a parameter, `{name|yuan}` for one in fen. */
export const listingMessages: Readonly<Record<string, Bilingual>> = {
  'listing.prepared': { zh: '「{name}」申请挂牌', en: '“{name}” is to be listed' },
  'listing.sent-back': { zh: '「{name}」挂牌申请退回', en: 'The listing of “{name}” was sent back' },
  'listing.listed': { zh: '「{name}」已挂牌', en: '“{name}” is listed' },
  'listing.validity-ended': {
    zh: '「{name}」证书或意见到期，挂牌暂停',
    en: 'Certificate or opinion of “{name}” ended; the listing is suspended',
  },
  'listing.superseded': { zh: '「{name}」有新版本，挂牌终止', en: '“{name}” has a newer version; the listing ended' },
};

export const orderMessages: Readonly<Record<string, Bilingual>> = {
  'order.requested': { zh: '「{name}」收到购买申请', en: 'An order for “{name}” came in' },
  'order.check-due': { zh: '「{name}」的订单待核验', en: 'An order for “{name}” is to be checked' },
  'order.offered': { zh: '医院就「{name}」报价', en: 'The hospital makes an offer for “{name}”' },
  'order.countered': { zh: '买方就「{name}」还价', en: 'The buyer makes a counter-offer for “{name}”' },
  'order.agreed': { zh: '「{name}」已签约', en: 'A contract on “{name}” is made' },
  'order.payment-awaited': { zh: '「{name}」等待付款', en: 'Payment for “{name}” is awaited' },
  'order.payment-recorded': { zh: '买方已付款，流水号 {reference}', en: 'The buyer paid, reference {reference}' },
  'order.payment-not-arrived': { zh: '款项未到账，流水号 {reference}', en: 'The payment {reference} has not arrived' },
  'order.payment-unconfirmed': { zh: '款项待确认，流水号 {reference}', en: 'The payment {reference} is still to be confirmed' },
  'order.paid': { zh: '「{name}」款项已到账', en: '“{name}” is paid' },
  'order.delivery-ready': { zh: '交付包已备好，{files} 个文件', en: 'The delivery is ready, {files} files' },
  'order.delivery-failed': { zh: '交付失败：{code}', en: 'The delivery failed: {code}' },
  'order.delivery-overdue': { zh: '「{name}」交付超期', en: 'The delivery of “{name}” is overdue' },
  'order.disputed': { zh: '「{name}」发生争议', en: '“{name}” is disputed' },
  'order.settled': { zh: '「{name}」已结算', en: '“{name}” is settled' },
  'order.refunded': { zh: '「{name}」已退款', en: '“{name}” is refunded' },
  'order.ended': { zh: '「{name}」订单终止', en: 'The order for “{name}” ended' },
};
