import { get } from 'node:http';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type PersonActor } from '#libs/cases';
import { checkCharacterOf, Identity } from '#libs/identity';
import { orThrow, sha256Hex } from '#libs/kernel';
import { datasetCard, TradingFloor } from '../../../libs/trading/trading.fixture';
import { type TestDatabase } from '../../../test/support';
import { createApi } from '../api';
import { quietConfiguration } from '../configuration/quiet-configuration.fixture';
import { TradingModule } from './trading.module';

/** The market's routes over real HTTP: the public list, and the download of what a signed-in buyer paid for. */
let floor: TradingFloor;
let app: NestFastifyApplication;
let url: string;
let cookie: string;
let purchaser: PersonActor;
let listingId: string;

const email = 'buyer@company.example';
const password = 'correct horse battery';

beforeAll(async () => {
  floor = await TradingFloor.open(firstOperator);
  app = await createApi({
    configuration: quietConfiguration,
    connections: floor.exchange.database.connections,
    modules: [TradingModule.for(floor.services)],
  });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  purchaser = await signIn();
  listingId = await floor.listed();
});
afterAll(async () => {
  await app.close();
  await floor.close();
});

const session = { idleMinutes: 120, maxHours: 12 };

async function firstOperator({ connections }: TestDatabase): Promise<void> {
  const code = '91450000000007001';
  const organisation = { creditCode: code + checkCharacterOf(code), name: '丙智能公司', roles: ['exchange', 'buyer'] };
  const identity = new Identity(connections, { session, secureCookies: false });
  orThrow(await identity.createFirstOperator({ organisation, name: '林采购', email, password }));
}

async function signIn(): Promise<PersonActor> {
  const [row] = await floor.exchange.database.look<{ organisationId: string; personId: string }>(
    `update membership set roles = array['purchaser'] returning organisation_id as "organisationId", person_id as "personId"`,
  );
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers, body: JSON.stringify({ email, password }) });
  cookie = (answer.headers.get('set-cookie') ?? '').split(';', 1)[0]!;
  return { kind: 'person', ...row!, roles: ['purchaser'], organisationRoles: ['exchange', 'buyer'] };
}

const ask = (method: string, path: string): Promise<Response> => fetch(`${url}${path}`, { method, headers: { cookie } });
const codeOf = async (answer: Response): Promise<unknown> => ((await answer.json()) as { code?: string }).code;

async function linkFor(orderId: string): Promise<string> {
  const answer = await ask('POST', `/api/orders/${orderId}/delivery-links`);
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { link: string }).link;
}

describe('the market', () => {
  it('is public, searched in Chinese, and says nothing of cost', async () => {
    const found = await fetch(`${url}/api/public/listings?q=${encodeURIComponent('胸部CT')}&purpose=algorithm-training&form=image`);
    const page = (await found.json()) as { items: Record<string, unknown>[]; next: string | null };
    expect(page.items).toMatchObject([{ listingId, price: { amount: 60_000_00 }, certificateNumber: 'SJ4512026110001' }]);
    expect(page.items[0]!['quality']).toEqual({ dimensions: [{ dimension: 'completeness', numerator: 27, denominator: 28 }] });
    expect(JSON.stringify(page)).not.toMatch(/economics|floor|split|productionCost/);
    for (const nothing of ['q=%E8%85%B9%E9%83%A8', 'purpose=insurance-actuarial&priceUpTo=1', 'buyerKind=insurer', 'form=video'])
      expect(await (await fetch(`${url}/api/public/listings?${nothing}`)).json()).toEqual({ items: [], next: null });
    expect((await fetch(`${url}/api/public/listings/${listingId}`)).status).toBe(200);
    expect(await codeOf(await fetch(`${url}/api/public/listings/${floor.assetId}`))).toBe('request.no-such-record');
    expect((await fetch(`${url}/api/public/listings?form=shape`)).status).toBe(400);
  });

  it('shows what is in the dataset before it is bought: the card as its digest counts it, and no longer than it is listed', async () => {
    const card = `${url}/api/public/listings/${listingId}/card`;
    for (const [form, text] of Object.entries(datasetCard)) {
      const answer = await fetch(`${card}?form=${form}`);
      expect(await answer.text()).toBe(text);
      expect(answer.headers.get('repr-digest')).toBe(`sha-256=:${Buffer.from(sha256Hex(text), 'hex').toString('base64')}:`);
      expect(answer.headers.get('content-type')).toContain(form === 'card' ? 'application/json' : 'application/ld+json');
    }
    expect((await fetch(`${card}?form=pdf`)).status).toBe(400);
    expect(await codeOf(await fetch(`${url}/api/public/listings/${floor.assetId}/card`))).toBe('request.no-such-record');
    await floor.give('listing', listingId, 'suspend', { reason: '核查' }, floor.operator);
    expect((await fetch(card)).status).toBe(404);
    await floor.give('listing', listingId, 'resume', { reason: '核查完毕' }, floor.operator);
    expect((await fetch(card)).status).toBe(200);
  });

  it('delivers over HTTP once; a look costs nothing, a break-off its link', async () => {
    const orderId = await floor.paid(listingId, purchaser);
    const link = await linkFor(orderId);
    expect((await fetch(`${url}${link}`)).status).toBe(401);
    expect((await ask('HEAD', link)).status).toBe(204);

    await new Promise<void>((resolve, reject) => {
      const request = get(`${url}${link}`, { headers: { cookie } }, (response) => {
        response.once('data', () => response.destroy());
        response.on('close', resolve);
        response.on('error', () => undefined);
      });
      request.on('error', reject);
    });
    expect(await codeOf(await ask('GET', link))).toBe('delivery.link-used');

    const whole = await ask('GET', await linkFor(orderId));
    expect(whole.headers.get('content-type')).toBe('application/zip');
    const archive = Buffer.from(await whole.arrayBuffer());
    expect(archive.length).toBe(Number(whole.headers.get('content-length')));
    expect(await floor.stateOf(orderId)).toBe('delivered');

    const receipts = (await (await ask('GET', `/api/orders/${orderId}/receipts`)).json()) as { sha256: string; bytes: number }[];
    expect(receipts.at(-1)).toMatchObject({ sha256: sha256Hex(archive), bytes: archive.length });
    const contract = await (await ask('GET', `/api/orders/${orderId}/contract`)).text();
    expect(JSON.parse(contract)).toMatchObject({ orderId, buyer: { name: '丙智能公司' } });
    expect(archive.includes(Buffer.from(contract))).toBe(true);
  });

  it('shows a foreign organisation nothing of an order', async () => {
    const orderId = await floor.paid(listingId);
    expect((await ask('GET', `/api/orders/${orderId}/contract`)).status).toBe(404);
    expect(await (await ask('GET', `/api/orders/${orderId}/receipts`)).json()).toEqual([]);
    expect(await codeOf(await ask('POST', `/api/orders/${orderId}/delivery-links`))).toBe('case.not-found');
    const { token } = orThrow(await floor.services.deliveries.issueLink(floor.purchaser, orderId));
    expect(await codeOf(await ask('GET', `/api/deliveries/${token}`))).toBe('delivery.link-unknown');
  });
});
