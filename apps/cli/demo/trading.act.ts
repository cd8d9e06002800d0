import { actor, evidence, type Play } from './play';
import { ProblemError } from './api-client';
import { downloadDelivery, type Delivery } from './delivery';

export interface Sale {
  readonly listingId: string;
  readonly orderId: string;
  readonly state: string;
  readonly delivery: Delivery;
  /** At the price of the listing; null: it never pays. */
  readonly breakEvenBuyers: number | null;
}

const PRICE = { amount: 6_800_000, currency: 'CNY' } as const;

/** Listing, order, checks of both sides, offer, contract, payment, delivery, acceptance, settlement. */
export async function playTrading(play: Play, assetId: string, folder: string): Promise<Sale> {
  const [it, operator, buyer] = [actor(play, 'it'), actor(play, 'operator'), actor(play, 'purchaser')];
  const listingId = await list(play, assetId);
  play.say('purchaser', '申请购买 places an order');
  const { name } = await buyer.get<{ name: string }>(`/api/public/listings/${listingId}`);
  const orderId = await buyer.open(`/api/assets/${assetId}/orders`, order(listingId, name));
  play.say('operator', '核验双方与来源 checks both sides and the source');
  for (const subject of ['seller', 'buyer', 'source']) {
    const document = await evidence(play, 'operator', `核验材料 ${subject}`);
    await operator.command('orders', orderId, 'record-check', {
      subject,
      result: 'passed',
      evidence: [document],
      remark: '与登记信息一致。',
    });
  }
  play.say('finance', '报价 makes an offer');
  await actor(play, 'finance').command('orders', orderId, 'offer', { price: PRICE });
  play.say('purchaser', '签约并付款 agrees and pays');
  await buyer.command('orders', orderId, 'agree');
  await buyer.command('orders', orderId, 'record-payment', { reference: 'DEMO-0001', amount: PRICE });
  play.say('operator', '确认到账 confirms the payment');
  await operator.command('orders', orderId, 'confirm-payment', { amount: PRICE });
  const delivery = await downloadDelivery(play, orderId, folder);
  await buyer.waitFor('orders', orderId, 'delivered');
  play.say('purchaser', '验收 accepts');
  await buyer.command('orders', orderId, 'accept', { digest: delivery.sha256 });
  play.say('operator', '结算 settles');
  await operator.command('orders', orderId, 'settle');
  const { state } = await it.waitFor('orders', orderId, 'settled');
  const { data } = await it.look<{ economics: { breakEvenBuyers: number | null } }>('listings', listingId);
  return { listingId, orderId, state, delivery, breakEvenBuyers: data.economics.breakEvenBuyers };
}

async function list(play: Play, assetId: string): Promise<string> {
  play.say('finance', '申请挂牌 prepares a listing');
  const listingId = await actor(play, 'finance').open(`/api/assets/${assetId}/listings`, {
    exchangeId: play.cast.organisations.exchange,
    priceModel: 'once',
    price: PRICE,
    expectedBuyers: 3,
    split: { vat: 600, treasury: 3000, contributors: 2000 },
  });
  play.say('operator', '审核并挂牌 reviews and lists');
  const operator = actor(play, 'operator');
  await operator.command('listings', listingId, 'review', { remark: '来源、证书与使用条件一致' });
  await operator.command('listings', listingId, 'list');
  await approveSamples(play, listingId);
  return listingId;
}

/** The committee shows a few pictures to everyone; of some datasets none may be shown, and then it goes without. */
async function approveSamples(play: Play, listingId: string): Promise<void> {
  const approval = actor(play, 'data').command('listings', listingId, 'approve-samples', { reason: '逐张查看，无可辨识内容' });
  const refused = await approval.then(() => null, noSamples);
  const shown = await actor(play, 'purchaser').get<readonly object[]>(`/api/public/listings/${listingId}/samples`);
  play.say('data', refused ?? `批准展示 ${shown.length} 张样例 approves samples for everyone to see`);
}

function noSamples(error: unknown): string {
  if (error instanceof ProblemError && error.problem['code'] === 'listing.no-samples') return '无可展示样例 has no samples to show';
  throw error;
}

const order = (listingId: string, name: string) => ({
  listingId,
  use: {
    buyerKind: 'ai-company',
    purpose: 'algorithm-training',
    environment: 'download',
    region: 'CN',
    retentionMonths: 12,
    resale: false,
    export: false,
    accepts: [],
  },
  project: `基于《${name}》的算法训练`,
  foreignControlled: false,
});
