import { type StateDefinition } from '#libs/cases';
import { type OrderState } from './order.data';

const state = (zh: string, en: string, meaningZh: string, meaningEn: string, final = false): StateDefinition => ({
  title: { zh, en },
  meaning: { zh: meaningZh, en: meaningEn },
  ...(final && { final }),
});

export const orderStates: Readonly<Record<OrderState, StateDefinition>> = {
  requested: state('已申请', 'Requested', '买方已说明用途，等待医院报价', "The buyer stated his use; the hospital's offer is awaited"),
  offered: state('已报价', 'Offered', '医院已报价，等待买方', "The hospital's offer stands; the buyer's answer is awaited"),
  countered: state('已还价', 'Countered', '买方已还价，等待医院', "The buyer's counter-offer stands; the hospital's answer is awaited"),
  agreed: state('已签约', 'Agreed', '合同成立，等待付款', 'The contract is made; payment is awaited'),
  paid: state('已付款', 'Paid', '款项由托管方持有，准备交付', 'The custodian holds the payment; delivery is prepared'),
  delivered: state('已交付', 'Delivered', '买方已完整接收，等待验收', 'The buyer received everything; acceptance is awaited'),
  accepted: state('已验收', 'Accepted', '等待结算', 'To be settled'),
  settled: state('已结算', 'Settled', '款项已付医院，佣金与分成已记账', 'Paid out; commission and shares are booked', true),
  declined: state('已拒绝', 'Declined', '医院不出售', 'The hospital does not sell', true),
  expired: state('已过期', 'Expired', '逾期未答复或未付款', 'Not answered, or not paid, in time', true),
  cancelled: state('已取消', 'Cancelled', '付款前取消', 'Cancelled before payment', true),
  disputed: state('有争议', 'Disputed', '等待交易场所裁处', "The exchange's decision is awaited"),
  refunded: state('已退款', 'Refunded', '款项退回买方', 'The payment went back to the buyer', true),
};
