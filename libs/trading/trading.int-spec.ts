import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { orThrow, sha256Hex } from '#libs/kernel';
import { type ContractDocument } from './contract.document';
import { type OrderData } from './order.data';
import { readAll, TradingFloor } from './trading.fixture';

/** A sale through the real runner on a real Postgres, with real objects: from the listing to the money's arrival, with two buyers. */
describe('a sale', () => {
  let floor: TradingFloor;
  let listingId: string;

  beforeAll(async () => {
    floor = await TradingFloor.open();
    for (const contributor of [
      { name: '放射科', kind: 'department', shareBasisPoints: 5000 },
      { name: '张医生', kind: 'physician', personId: floor.physician.personId, shareBasisPoints: 3000 },
      { name: '李医生', kind: 'physician', shareBasisPoints: 2000 },
    ])
      orThrow(await floor.give('asset', floor.assetId, 'add-contributor', contributor, floor.it));
    const { data } = (await floor.exchange.store.read(floor.hospitalId, floor.assetId))!.snapshot;
    const physician = (data as { contributors: { id: string; name: string }[] }).contributors[1]!;
    orThrow(
      await floor.give(
        'asset',
        floor.assetId,
        'answer-as-contributor',
        { contributorId: physician.id, consent: 'agreed' },
        floor.physician,
      ),
    );
    listingId = await floor.listed();
  });
  afterAll(() => floor.close());

  it('goes from request to settlement and leaves the books of all organisations balanced', async () => {
    const orderId = await floor.paid(listingId);
    expect(await floor.stateOf(orderId)).toBe('paid');
    const archive = await floor.downloaded(orderId);
    expect(await floor.stateOf(orderId)).toBe('delivered');
    expect(await floor.order(orderId, 'accept', { digest: sha256Hex(archive) }, floor.purchaser)).toBe('accepted');
    await floor.exchange.advanceTo('2026-11-26');
    expect(await floor.stateOf(orderId)).toBe('settled');

    const accounts = await balances();
    expect(accounts.get(`${floor.buyerId} cash`)).toBe(-60_000_00);
    expect(accounts.get(`${floor.exchangeId} cash`)).toBe(1_800_00);
    expect(accounts.get(`${floor.hospitalId} cash`)).toBe(58_200_00);
    // 60,000 less 6 % VAT contained, less 3 % commission: 54,803.77; a tenth to the treasury, a fifth to contributors, of whom one has not agreed: his part stays with the hospital.
    expect(accounts.get(`${floor.hospitalId} share:treasury`)).toBe(5_480_38);
    expect(accounts.get(`${floor.hospitalId} share:department`)).toBe(5_480_38);
    expect(accounts.get(`${floor.hospitalId} share:contributor`)).toBe(3_288_22);
    await expectBalanced();
  });

  it('delivers exactly the governed files with manifest, contract and report, the same bytes every time', async () => {
    const orderId = await floor.paid(listingId, floor.otherPurchaser);
    const first = await floor.downloaded(orderId, floor.otherPurchaser);
    const second = await floor.downloaded(orderId, floor.otherPurchaser);
    expect(sha256Hex(second)).toBe(sha256Hex(first));
    const entries = await unzip(first);
    expect([...entries.keys()]).toEqual([
      'manifest.json',
      'contract.json',
      'quality-report.json',
      'data/CT/001/0001.dcm',
      'data/CT/001/0002.dcm',
      'data/报告/001.txt',
    ]);
    expect(sha256Hex(entries.get('manifest.json')!)).toBe(floor.manifestDigest);
    expect(entries.get('data/CT/001/0001.dcm')!.toString()).toBe('first instance');

    const contract = JSON.parse(entries.get('contract.json')!.toString()) as ContractDocument;
    const kept = orThrow(await floor.services.records.contract(floor.otherBuyerId, orderId))!;
    expect(sha256Hex(kept.document)).toBe(kept.digest);
    expect(kept.document).toBe(entries.get('contract.json')!.toString());
    expect(contract.simulation).toBe(true);
    expect(contract.buyer.name).toBe('乙研究院');
    expect(contract.accepted.map(({ side }) => side)).toEqual(['hospital', 'buyer']);

    const receipts = orThrow(await floor.services.records.receipts(floor.otherBuyerId, orderId));
    expect(receipts.map(({ sha256, bytes }) => ({ sha256, bytes }))).toEqual(
      [first, second].map((archive) => ({ sha256: sha256Hex(archive), bytes: archive.length })),
    );
    // Silence accepts after seven days, and is settled three working days later.
    await floor.exchange.advanceTo('2026-12-10');
    expect(await floor.stateOf(orderId)).toBe('accepted');
    await floor.exchange.advanceTo('2026-12-16');
    expect(await floor.stateOf(orderId)).toBe('settled');
    const economics = orThrow(await floor.exchange.ledger.assetEconomics(floor.hospitalId, floor.assetId));
    expect(economics.buyers).toBe(2);
    expect(economics.revenue.amount).toBe(120_000_00);
    await expectBalanced();
  });

  it('refuses a link that is used, foreign, expired or of a colleague', async () => {
    const orderId = await floor.paid(listingId);
    const { token } = orThrow(await floor.services.deliveries.issueLink(floor.purchaser, orderId));
    const colleague = { ...floor.purchaser, personId: floor.otherPurchaser.personId };
    expect(await codeOf(floor.services.deliveries.open(colleague, token))).toBe('delivery.link-not-yours');
    expect(await codeOf(floor.services.deliveries.open(floor.otherPurchaser, token))).toBe('delivery.link-unknown');
    expect(await codeOf(floor.services.deliveries.open(floor.it, token))).toBe('delivery.link-unknown');
    expect(await codeOf(floor.services.deliveries.open(floor.purchaser, `mbd_${'a'.repeat(43)}`))).toBe('delivery.link-unknown');
    expect(await codeOf(floor.services.deliveries.issueLink(floor.otherPurchaser, orderId))).toBe('case.not-found');
    expect(await codeOf(floor.services.deliveries.issueLink(floor.it, orderId))).toBe('case.not-permitted');

    // Of two who use it at once, one gets it; that one breaks off, which leaves no receipt and costs the link.
    const both = await Promise.all([
      floor.services.deliveries.open(floor.purchaser, token),
      floor.services.deliveries.open(floor.purchaser, token),
    ]);
    expect(both.map((one) => (one.ok ? 'ok' : one.refusal.code)).sort()).toEqual(['delivery.link-used', 'ok']);
    const got = both.find((one) => one.ok);
    if (got?.ok) got.value.stream.destroy();
    expect(await codeOf(floor.services.deliveries.open(floor.purchaser, token))).toBe('delivery.link-used');
    expect(orThrow(await floor.services.records.receipts(floor.buyerId, orderId))).toEqual([]);
    expect(await floor.stateOf(orderId)).toBe('paid');

    const late = orThrow(await floor.services.deliveries.issueLink(floor.purchaser, orderId));
    await floor.exchange.database.look(`update delivery_link set expires_at = now() where token_hash = $1`, [sha256Hex(late.token)]);
    expect(await codeOf(floor.services.deliveries.open(floor.purchaser, late.token))).toBe('delivery.link-expired');

    const again = orThrow(await floor.services.deliveries.issueLink(floor.purchaser, orderId));
    await readAll(orThrow(await floor.services.deliveries.open(floor.purchaser, again.token)).stream);
    expect(await floor.stateOf(orderId)).toBe('delivered');
    for (let links = 3; links < 10; links += 1) orThrow(await floor.services.deliveries.issueLink(floor.purchaser, orderId));
    expect(await codeOf(floor.services.deliveries.issueLink(floor.purchaser, orderId))).toBe('order.links-exhausted');

    // The order holds no secret: neither a link nor who else bought.
    const { data } = (await floor.exchange.store.read(floor.buyerId, orderId))!.snapshot;
    expect((data as OrderData).delivery.links).toBe(10);
    expect(JSON.stringify(data)).not.toContain('mbd_');
  });

  const balances = async (): Promise<ReadonlyMap<string, number>> => {
    const rows = await floor.exchange.database.look<{ key: string; sum: string }>(
      `select organisation_id || ' ' || account as key, sum(amount) as sum from ledger_posting group by 1`,
    );
    return new Map(rows.map(({ key, sum }) => [key, Number(sum)]));
  };

  /** Each organisation's books sum to zero, and what one says of another the other says of it. */
  const expectBalanced = async (): Promise<void> => {
    const all = await balances();
    expect([...all.values()].reduce((sum, amount) => sum + amount, 0)).toBe(0);
    for (const organisationId of [floor.hospitalId, floor.exchangeId, floor.buyerId, floor.otherBuyerId]) {
      const trial = orThrow(await floor.exchange.ledger.trialBalance(organisationId));
      expect(trial.balanced).toBe(true);
    }
    for (const [key, amount] of all) {
      const [organisationId, account] = key.split(' ') as [string, string];
      const [group, other] = account.split(':') as [string, string | undefined];
      const mirror = { receivable: 'payable', payable: 'receivable', 'held-by': 'held-for' }[group];
      if (mirror && other) expect(all.get(`${other} ${mirror}:${organisationId}`) ?? 0).toBe(0 - amount);
    }
  };
});

async function codeOf(result: Promise<{ ok: boolean; refusal?: { code: string } }>): Promise<string> {
  const answer = await result;
  return answer.ok ? 'ok' : answer.refusal!.code;
}

async function unzip(archive: Buffer): Promise<Map<string, Buffer>> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(archive, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  const entries = new Map<string, Buffer>();
  return new Promise((resolve, reject) => {
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.on('entry', (entry: Entry) =>
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        readAll(stream).then((bytes) => {
          entries.set(entry.fileName, bytes);
          zip.readEntry();
        }, reject);
      }),
    );
    zip.readEntry();
  });
}
