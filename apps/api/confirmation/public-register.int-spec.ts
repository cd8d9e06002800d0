import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { orThrow } from '#libs/kernel';
import { verifierOfJwk, verifyDocument, verifyReceipt } from '#libs/transparency';
import { CERTIFICATE_TYPE } from '#libs/confirmation';
import { ORIGIN, RegistrationExchange } from '../../../libs/confirmation/registration-exchange.fixture';
import { createApi } from '../api';
import { quietConfiguration } from '../configuration/quiet-configuration.fixture';
import { confirmationApi } from './confirmation.module';

const objection = {
  name: '某公司',
  contact: 'legal@example.org',
  reason: '数据来源于本公司，未经同意。',
  material: '采集合同编号 2024-17 及交接清单。',
};

/** Goal: what the public reads and does, over the real API on a real Postgres, without an account. */
describe('the public register over HTTP', () => {
  let fixture: RegistrationExchange;
  let app: NestFastifyApplication;
  let address: string;
  let number: string;
  let registered: string;
  let open: string;

  beforeAll(async () => {
    fixture = await RegistrationExchange.begin();
    const { connections, tenancy } = fixture.exchange.database;
    const api = confirmationApi({ connections, tenancy, logOrigin: ORIGIN });
    app = await createApi({
      configuration: { ...quietConfiguration, proxies: 1 },
      connections,
      modules: [api.module],
      routes: [api.routes],
    });
    await app.listen(0, '127.0.0.1');
    address = await app.getUrl();
    ({ number, id: registered } = await fixture.certified('2026-11-02', '2026-11-10'));
    open = (await fixture.noticed('2026-12-29')).id;
  });
  afterAll(async () => {
    await app.close();
    await fixture.exchange.drop();
  });

  interface Shown {
    readonly status: number;
    readonly headers: Headers;
    readonly body: string;
  }

  async function ask(path: string, options: RequestInit = {}): Promise<Shown> {
    const answer = await fetch(new URL(path, address), { redirect: 'manual', ...options });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  }
  const page = (path: string, headers: Record<string, string> = {}) => ask(path, { headers });
  const json = async <T>(path: string): Promise<T> => JSON.parse((await page(path)).body) as T;
  /** `from` is the address of the sender, as the one proxy before this server says it. */
  const form = (path: string, fields: Record<string, string>, from = '192.0.2.7', headers: Record<string, string> = {}) =>
    ask(path, { method: 'POST', headers: { 'x-forwarded-for': from, ...headers }, body: new URLSearchParams(fields) });

  it('shows the start page in the reader’s language, and says that this is a simulation', async () => {
    const zh = await page('/');
    expect([zh.status, zh.headers.get('content-type'), zh.headers.get('content-language')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'zh-CN',
    ]);
    expect(zh.body).toContain('医疗数据资产登记公示');
    expect(zh.body).toContain('模拟环境 SIMULATION');
    expect((await page('/', { 'accept-language': 'en-GB' })).body).toContain('Public register of medical data assets');
    expect(zh.body).toContain(`/notices/${open}`);
  });

  it('shows notices, and marks a date that may still move', async () => {
    const shown = await page(`/notices/${open}?lang=en`);
    expect(shown.body).toMatch(/provisional/);
    expect(shown.body).toContain('某市人民医院');
    expect(shown.body).not.toMatch(/0851|观山湖/);
    expect((await page('/notices')).body).toContain(registered);
    expect((await page(`/notices/${number}`)).status).toBe(404);
    expect((await page('/notices/01890a5d-ac96-774b-bcce-b302099a8057')).status).toBe(404);
  });

  it.each(['zh', 'en'])('shows a certificate with what it was checked for: %s', async (language) => {
    const shown = await page(`/certificates/${number}?lang=${language}`);
    expect(shown.status).toBe(200);
    expect(shown.body.match(/class="holds"/g)).toHaveLength(3);
    expect(shown.body).not.toContain('class="fails"');
    expect(shown.body).toContain('<strong class="stamp">SIMULATION</strong>');
    expect(shown.body).toContain(language === 'zh' ? '持有权' : 'holding right');
  });

  it('finds a certificate by the form on the start page', async () => {
    const found = await page(`/certificates?number=%20${number.toLowerCase()}&lang=en`);
    expect([found.status, found.headers.get('location')]).toEqual([303, `/certificates/${number}?lang=en`]);
    expect((await page('/certificates?number=')).headers.get('location')).toBe('/');
  });

  it.each([
    ['/certificates/SJ5212026110999', 404],
    ['/certificates/%3Cscript%3E', 422],
    ['/notices?after=nonsense', 422],
  ])('answers %s with a page that echoes nothing', async (url, status) => {
    const shown = await page(url);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    expect(shown.body).not.toContain('<script');
  });

  it('sends no script, and a policy that would run none', async () => {
    for (const url of ['/', `/notices/${open}`, `/certificates/${number}`]) {
      const shown = await page(url);
      expect(shown.body).not.toMatch(/<script|javascript:|\son\w+=/i);
      expect(shown.headers.get('content-security-policy')).toContain("default-src 'self'");
    }
    expect((await page('/public/register.css')).headers.get('content-type')).toBe('text/css; charset=utf-8');
  });

  it('takes an objection by the form, with a receipt, and brings it to the case', async () => {
    const sent = await form(`/notices/${open}/objections?lang=en`, objection);
    expect(sent.status).toBe(303);
    const receipt = /objections\/([0-9a-f-]{36})/.exec(String(sent.headers.get('location')))![1]!;
    expect((await page(String(sent.headers.get('location')))).body).toContain(receipt);
    await fixture.exchange.drainJobs();
    expect(await fixture.dataOf(open)).toMatchObject({ objections: [{ id: receipt }] });
  });

  it('gives a form back that can’t be taken, with what was written, escaped', async () => {
    const sent = await form(`/notices/${open}/objections`, { ...objection, name: '"><script>alert(1)</script>', material: '短' });
    expect(sent.status).toBe(422);
    expect(sent.body).toContain('&quot;&gt;&lt;script&gt;');
    expect(sent.body).not.toContain('<script>');
    expect(sent.body.match(/class="wrong"/g)).toHaveLength(1);
  });

  it('takes no objection to a notice that has closed, nor a sixth within an hour', async () => {
    const closed = await form(`/notices/${registered}/objections`, objection);
    expect(closed.status).toBe(409);
    const answers = [];
    for (let count = 0; count < 6; count += 1) answers.push((await form(`/notices/${open}/objections`, objection, '192.0.2.8')).status);
    expect(answers).toEqual([303, 303, 303, 303, 303, 429]);
  });

  it('takes no form that another site’s page sends', async () => {
    const sent = await form(`/notices/${open}/objections`, objection, '192.0.2.9', { 'sec-fetch-site': 'cross-site' });
    expect(sent.status).toBe(403);
  });

  it('gives a certificate as JSON that verifies with the published keys alone', async () => {
    const shown = await json<{
      certificate: Record<string, unknown>;
      signature: string;
      log: { entry: string; index: number; proof: string[]; checkpoint: string };
      state: string;
    }>(`/api/public/certificates/${number}`);
    const published = await json<{ log: string; keys: Record<string, string>[] }>('/.well-known/medbourse-keys.json');
    const ring = published.keys.map(({ kty, crv, x }) => orThrow(verifierOfJwk({ kty, crv, x })));
    expect(shown.state).toBe('valid');
    expect(verifyDocument(shown.certificate, shown.signature, CERTIFICATE_TYPE, ring).ok).toBe(true);
    const { entry, ...receipt } = shown.log;
    expect(verifyReceipt(Buffer.from(entry), receipt, published.log, ring).ok).toBe(true);
    expect(JSON.parse(entry)).toMatchObject({ record: shown.certificate['record'], number, simulation: 'SIMULATION' });
    expect((await page('/api/public/log/checkpoint')).body).toContain(ORIGIN);
    expect(await json('/api/public/log/consistency?from=0&to=1')).toEqual({ proof: [] });
  });

  it('answers JSON routes with problems, and pages through notices', async () => {
    expect(await json('/api/public/certificates/SJ5212026110999')).toMatchObject({ code: 'certificate.not-found', status: 404 });
    expect(await json('/api/public/log/entries/999')).toMatchObject({ code: 'log.not-found' });
    const short = await ask(`/api/public/notices/${open}/objections`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...objection, reason: '短' }),
    });
    expect([short.status, JSON.parse(short.body)]).toMatchObject([400, { fields: [{ field: 'reason' }] }]);
    const first = await json<{ items: { id: string }[]; next: string }>('/api/public/notices?limit=1');
    const second = await json<{ items: { id: string }[]; next: null }>(`/api/public/notices?limit=1&after=${first.next}`);
    expect([first.items[0]!.id, second.items[0]!.id, second.next]).toEqual([open, registered, null]);
  });

  it('keeps objectors and records from whoever is not signed in', async () => {
    expect((await page(`/api/confirmations/${open}/objections`)).status).toBe(401);
    expect((await page(`/api/confirmations/${registered}/record`)).status).toBe(401);
  });
});
