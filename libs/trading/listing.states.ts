import { type StateDefinition } from '#libs/cases';
import { type ListingState } from './listing.data';

const state = (zh: string, en: string, meaningZh: string, meaningEn: string, final = false): StateDefinition => ({
  title: { zh, en },
  meaning: { zh: meaningZh, en: meaningEn },
  ...(final && { final }),
});

export const listingStates: Readonly<Record<ListingState, StateDefinition>> = {
  draft: state('草拟', 'Draft', '医院已定价，等待交易场所审核', 'Priced by the hospital; to be reviewed by the exchange'),
  reviewed: state('已审核', 'Reviewed', '审核通过，等待挂牌', 'Passed by the exchange; to be listed'),
  listed: state('已挂牌', 'Listed', '公开可见，可下单', 'Seen by everyone; orders may be placed'),
  suspended: state('已停牌', 'Suspended', '暂停接受订单', 'No order may be placed for the time being'),
  delisted: state('已摘牌', 'Delisted', '不再交易', 'No longer traded', true),
};
