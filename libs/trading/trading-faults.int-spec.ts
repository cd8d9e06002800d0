import { newId, ok, orThrow, sha256Hex } from '#libs/kernel';
import { type OrderData } from './order.data';
import { listingPayload, orderPayload, readAll, TradingFloor } from './trading.fixture';
import { orderKind } from './trading.kinds';

/** What goes wrong, on a real Postgres with real objects: nothing is half done, and who has no part in a sale sees nothing of it. */
let floor: TradingFloor;
let listingId: string;

beforeEach(async () => {
  floor = await TradingFloor.open();
  listingId = await floor.listed();
});
afterEach(() => floor.close());

const published = async () => orThrow(await floor.services.search.list({ limit: 10 })).map((row) => row.listingId);
const codeOf = async (result: Promise<{ ok: boolean; refusal?: { code: string } }>): Promise<string> => {
  const answer = await result;
  return answer.ok ? 'ok' : answer.refusal!.code;
};

describe('a listing', () => {
  it('is one for an asset, though two are prepared at once', async () => {
    await floor.give('listing', listingId, 'delist', { reason: '重来' }, floor.director);
    const prepared = await Promise.all([1, 2].map(() => floor.openCase('listing', listingPayload(floor.exchangeId), floor.finance)));
    const listings = prepared.flatMap((answer) => (answer.ok ? [answer.value.caseId] : []));
    for (const id of listings) await floor.give('listing', id, 'review', { remark: '一致' }, floor.operator);
    const answers = await Promise.all(listings.map((id) => codeOf(floor.give('listing', id, 'list', {}, floor.operator))));
    expect(answers.filter((code) => code === 'ok')).toHaveLength(1);
    expect(await published()).toHaveLength(1);
  });

  it('leaves the market on the day after certificate or opinion end', async () => {
    await floor.exchange.advanceTo('2027-11-19');
    expect(await published()).toEqual([listingId]);
    await floor.exchange.advanceTo('2027-11-20');
    expect([await floor.stateOf(listingId), await published()]).toEqual(['suspended', []]);
    expect(await codeOf(floor.openCase('order', orderPayload(listingId), floor.purchaser))).toBe('order.not-listed');
  });

  it('goes with its version, and takes the orders along that are not paid', async () => {
    const paid = await floor.paid(listingId);
    const agreed = await floor.agreed(listingId, floor.otherPurchaser);
    orThrow(await floor.give('asset', floor.assetId, 'begin-version', { reason: '方案变更' }, floor.it));
    await floor.exchange.drainJobs();
    expect(await Promise.all([listingId, agreed, paid].map((id) => floor.stateOf(id)))).toEqual(['delisted', 'cancelled', 'paid']);
    expect(await published()).toEqual([]);
    // What was paid is delivered: the contract names its digest.
    expect((await floor.downloaded(paid)).length).toBeGreaterThan(300_000);
  });
});

describe('a delivery', () => {
  it('is not offered while an object is damaged, and is made ready again once it is repaired', async () => {
    const orderId = await floor.agreed(listingId);
    const [damaged] = await floor.governedObjects();
    const bytes = await readAll(orThrow(await floor.objects.open(floor.hospitalId, damaged!.sha256)));
    orThrow(await floor.objects.delete(floor.hospitalId, damaged!.sha256));
    await floor.pay(orderId);
    const failed = (await floor.exchange.store.read(floor.buyerId, orderId))!.snapshot;
    expect((failed.data as OrderData).delivery).toMatchObject({ state: 'failed', code: 'delivery.file-missing' });
    expect(await codeOf(floor.services.deliveries.issueLink(floor.purchaser, orderId))).toBe('order.delivery-not-ready');
    await floor.stored(bytes);
    await floor.order(orderId, 'retry-delivery', {}, floor.it);
    await floor.exchange.drainJobs();
    expect((await floor.downloaded(orderId)).length).toBeGreaterThan(300_000);
  });

  it('that meets damage on the way breaks off, without a receipt', async () => {
    const orderId = await floor.paid(listingId);
    const { token } = orThrow(await floor.services.deliveries.issueLink(floor.purchaser, orderId));
    const [, second] = await floor.governedObjects();
    await floor.objects.delete(floor.hospitalId, second!.sha256);
    const { stream } = orThrow(await floor.services.deliveries.open(floor.purchaser, token));
    await expect(readAll(stream)).rejects.toThrow('storage.not-found');
    expect(await floor.stateOf(orderId)).toBe('paid');
    expect(orThrow(await floor.services.records.receipts(floor.buyerId, orderId))).toEqual([]);
  });

  it('never hands out the raw version, even where an order named its manifest', async () => {
    const orderId = await floor.paid(listingId);
    const raw = await floor.stored(
      Buffer.from(JSON.stringify({ format: 'medbourse-manifest/1', assetId: floor.assetId, datasetVersion: 1, kind: 'sealed', files: [] })),
    );
    await floor.exchange.database.look(
      `update case_record set data = jsonb_set(data, '{subject,governedDigest}', to_jsonb($2::text)) where id = $1`,
      [orderId, raw],
    );
    const { token } = orThrow(await floor.services.deliveries.issueLink(floor.purchaser, orderId));
    expect(await codeOf(floor.services.deliveries.open(floor.purchaser, token))).toBe('delivery.dataset-differs');
  });

  it('ends with the order', async () => {
    const orderId = await floor.paid(listingId);
    const { token } = orThrow(await floor.services.deliveries.issueLink(floor.purchaser, orderId));
    await floor.order(orderId, 'refund', { reason: '买卖双方同意' }, floor.operator);
    expect(await codeOf(floor.services.deliveries.open(floor.purchaser, token))).toBe('delivery.order-closed');
    const left = await floor.exchange.database.look<{ account: string; sum: string }>(
      `select account, sum(amount) as sum from ledger_posting where account not like '%:delivery' and account <> 'own-resources'
       group by organisation_id, account having sum(amount) <> 0`,
    );
    expect(left).toEqual([]);
    const economics = orThrow(await floor.exchange.ledger.assetEconomics(floor.hospitalId, floor.assetId));
    expect([economics.buyers, economics.revenue.amount]).toEqual([0, 0]);
  });
});

describe('who has no part in a sale', () => {
  it('sees nothing of it by row-level security alone, nor does the public of what is not listed', async () => {
    const orderId = await floor.paid(listingId);
    await floor.downloaded(orderId);
    const tables = ['case_record', 'case_event', 'trading_contract', 'delivery_link', 'delivery_receipt', 'ledger_posting'];
    const { tenancy, connections } = floor.exchange.database;
    for (const stranger of [floor.otherBuyerId, newId()]) {
      const seen = await tenancy.readTenant(stranger, async (query) => {
        const counts: number[] = [];
        for (const table of tables) counts.push((await query.one<{ count: number }>(`select count(*)::int as count from ${table}`))!.count);
        return ok(counts);
      });
      expect(orThrow(seen)).toEqual(tables.map(() => 0));
    }
    for (const table of tables) await expect(connections.public.rows(`select 1 from ${table}`)).rejects.toThrow('42501');
    expect(await published()).toEqual([listingId]);
    await floor.give('listing', listingId, 'suspend', { reason: '核查' }, floor.operator);
    expect(orThrow(await connections.public.rows('select 1 from listing_published'))).toEqual([]);
    expect(orThrow(await tenancy.rows(floor.buyerId, 'select 1 from listing_published'))).toEqual([]);
    expect(orThrow(await tenancy.rows(floor.hospitalId, 'select 1 from listing_published'))).toHaveLength(1);
    expect(orThrow(await connections.public.rows('select 1 from listing_card'))).toEqual([]);
    expect(orThrow(await tenancy.rows(floor.buyerId, 'select 1 from listing_card'))).toEqual([]);
    expect(orThrow(await tenancy.rows(floor.exchangeId, 'select 1 from listing_card'))).toHaveLength(3);
  });

  it('finds the owner of what is listed, and of nothing else', async () => {
    const question = { actor: floor.otherPurchaser, tenancy: floor.exchange.database.tenancy };
    const { ownerOf } = orderKind();
    expect(await ownerOf!({ ...question, assetId: floor.assetId })).toBe(floor.hospitalId);
    expect(await ownerOf!({ ...question, assetId: newId() })).toBeUndefined();
    await floor.give('listing', listingId, 'suspend', { reason: '核查' }, floor.operator);
    expect(await ownerOf!({ ...question, assetId: floor.assetId })).toBeUndefined();
  });

  it('can not write a link for himself', async () => {
    const orderId = await floor.paid(listingId);
    const insert = `insert into delivery_link (organisation_id, id, order_id, token_hash, buyer_organisation_id, person_id)
      values ($1, $2, $3, $4, $5, $6)`;
    const row = [floor.hospitalId, newId(), orderId, sha256Hex('x'), floor.otherBuyerId, floor.otherPurchaser.personId];
    await expect(floor.exchange.database.tenancy.call(floor.otherBuyerId, insert, row)).rejects.toThrow('42501');
  });
});
