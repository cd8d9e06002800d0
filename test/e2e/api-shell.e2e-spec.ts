import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { type FastifyInstance } from 'fastify';
import { EventStreams, type StreamEvent } from '../../apps/api/progress/event-stream';
import { until } from '../support';
import { operatorEmail, password, testApi, type TestApi } from './api-fixture';

let api: TestApi;
let operator: string;

const patient = '王晓东';

/** Routes of the test's own, outside Nest, as uploads and downloads will be. */
const ownRoutes = (fastify: FastifyInstance): void => {
  fastify.get('/test/closed', (request) => Promise.resolve({ personId: request.actor?.personId }));
  fastify.get('/test/fails', () =>
    Promise.reject(Object.assign(new Error(`invalid input: ${patient}`), { severity: 'ERROR', code: '22P02' })),
  );
  fastify.post('/test/stream', async (request, reply) => {
    await api.app.get(EventStreams).send(request, reply, countTo(3));
  });
  fastify.get('/test/endless', async (request, reply) => {
    await api.app.get(EventStreams).send(request, reply, () => endless());
  });
};

/** The validator is an ES module, which jest can't load on Node 20: it runs beside. */
const validate = (document: unknown): unknown => {
  const script = `import { Validator } from '@seriousme/openapi-schema-validator';
    import { json } from 'node:stream/consumers';
    console.log(JSON.stringify(await new Validator().validate(await json(process.stdin))));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { input: JSON.stringify(document), encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
};

const countTo = (last: number) =>
  async function* (_: AbortSignal, lastEventId: string | null): AsyncGenerator<StreamEvent> {
    for (let n = Number(lastEventId ?? 0) + 1; n <= last; n += 1)
      yield await Promise.resolve({ id: String(n), event: 'count', data: { n } });
  };

async function* endless(): AsyncGenerator<StreamEvent> {
  yield { event: 'begun', data: {} };
  await new Promise(() => undefined);
}

beforeAll(async () => {
  api = await testApi({ routes: [ownRoutes] });
  operator = await api.signIn(operatorEmail);
});

afterAll(() => api.close());

describe('the guard', () => {
  it('stands before every route of the document that is not public, and before those outside Nest', async () => {
    const { body } = await api.ask('GET', '/api/openapi.json');
    const open: string[] = [];
    for (const [path, operations] of Object.entries(body['paths'] as unknown as Record<string, Record<string, { security?: unknown[] }>>))
      for (const [method, operation] of Object.entries(operations)) {
        const answer = await api.ask(method.toUpperCase(), path.replace(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000'));
        if (operation.security?.length === 0) open.push(`${method} ${path}`);
        else expect([method, path, answer.status, answer.body['code']]).toEqual([method, path, 401, 'request.not-signed-in']);
      }
    expect(open.sort()).toEqual(['delete /api/session', 'post /api/invitations/accept', 'post /api/invitations/look', 'post /api/session']);
    expect((await api.ask('GET', '/test/closed')).status).toBe(401);
    expect((await api.ask('HEAD', '/test/closed')).status).toBe(401);
    expect((await api.ask('GET', '/test/closed', { as: operator })).status).toBe(200);
  });

  it('asks who before it reads a body', async () => {
    const answer = await api.ask('POST', '/api/tokens', { body: `{"name":` });
    expect(answer).toMatchObject({ status: 401 });
  });

  it("lets no other site's page change anything, though the cookie be there", async () => {
    const change = (headers: Record<string, string>) =>
      api.ask('POST', '/api/session/organisation', { as: operator, headers, body: { organisationId: 'x' } });
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) expect(await change(headers)).toMatchObject({ status: 403, body: { code: 'request.cross-origin' } });
    const own: Record<string, string>[] = [{ origin: api.url }, { origin: 'http://127.0.0.1:3000' }, { 'sec-fetch-site': 'same-origin' }];
    for (const headers of own) expect(await change(headers)).toMatchObject({ status: 400, body: { code: 'request.fields' } });
    expect(
      await api.ask('POST', '/api/session', { headers: { origin: 'https://evil.example' }, body: { email: operatorEmail, password } }),
    ).toMatchObject({
      status: 403,
    });
    expect(await api.ask('POST', '/test/stream', { as: operator, headers: { origin: 'https://evil.example' } })).toMatchObject({
      status: 403,
    });
  });
});

describe('problems', () => {
  const post = (body: unknown, headers = {}) => api.ask('POST', '/api/tokens', { as: operator, body, headers });

  it('name every field that does not fit, unknown ones too, and quote no value', async () => {
    const answer = await post({ name: 7, roles: ['it', patient], days: 0, extra: patient });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'request.fields', instance: '/api/tokens', type: 'urn:medbourse:problem:request.fields' },
    });
    expect((answer.body['fields'] as unknown as { field: string }[]).map(({ field }) => field).sort()).toEqual([
      'days',
      'extra',
      'name',
      'roles',
    ]);
    expect(answer.text).not.toContain(patient);
  });

  it.each([
    ['malformed JSON', '{"name": ', {}, 400, 'request.malformed-json'],
    ['a poisoned prototype', '{"__proto__": {"admin": true}}', {}, 400, 'request.malformed-json'],
    ['a body that is too large', `{"name": "${'x'.repeat(1024 * 1024)}"}`, {}, 413, 'request.too-large'],
    ['another media type', 'name=x', { 'content-type': 'application/xml' }, 415, 'request.media-type'],
  ])('refuse %s', async (_, body, headers, status, code) => {
    expect(await post(body, headers)).toMatchObject({ status, body: { code, status } });
  });

  it('answer an unknown address, an unknown method and a malformed address', async () => {
    expect(await api.ask('GET', '/api/nothing')).toMatchObject({ status: 404, body: { code: 'request.no-such-route' } });
    expect(await api.ask('PATCH', '/api/session')).toMatchObject({ status: 404, body: { code: 'request.no-such-route' } });
    expect(await api.ask('GET', '/api/organisations/%zz', { as: operator })).toMatchObject({
      status: 400,
      body: { code: 'request.bad-url' },
    });
    expect(await api.ask('GET', '/api/organisations/abc', { as: operator })).toMatchObject({
      status: 404,
      body: { code: 'request.id-form' },
    });
    expect(await api.ask('GET', '/api/organisations?limit=1000', { as: operator })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'limit', rules: ['max'] }] },
    });
  });

  it('say nothing of an unexpected error, to the client or in the log, but where it was', async () => {
    const answer = await api.ask('GET', '/test/fails?patient=1', { as: operator });
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal', instance: '/test/fails' } });
    expect(answer.body).not.toHaveProperty('detail');
    const line = await until(() => api.log.find((entry) => entry['msg'] === 'unexpected error'));
    expect(line).toMatchObject({ traceId: answer.body['traceId'], error: { code: '22P02' } });
    expect(JSON.stringify([answer, api.log])).not.toContain(patient);
  });

  it('carry the trace id that the caller sent', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const answer = await api.ask('GET', '/api/me', { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
    expect(answer.body['traceId']).toBe(traceId);
    expect(answer.headers.get('traceparent')).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
  });
});

describe('the log', () => {
  it('has one line a request, with its route and ids, and no secret, body, query or address', async () => {
    const answer = await api.ask('GET', `/api/organisations/00000000-0000-7000-8000-000000000000?q=${encodeURIComponent(patient)}`, {
      as: operator,
      headers: { 'user-agent': 'secret agent' },
    });
    const line = await until(() => api.log.find((entry) => entry['msg'] === 'request' && entry['traceId'] === answer.body['traceId']));
    expect(line).toMatchObject({
      method: 'GET',
      route: '/api/organisations/:id',
      status: 404,
      ids: { id: '00000000-0000-7000-8000-000000000000' },
    });
    expect(line).toHaveProperty('personId');
    const text = JSON.stringify(api.log);
    for (const secret of [password, operator.split('=')[1] ?? '', patient, encodeURIComponent(patient), 'secret agent', operatorEmail])
      expect(text).not.toContain(secret);
  });
});

describe('what operators ask', () => {
  it('tells that it lives and that it is ready', async () => {
    expect(await api.ask('GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await api.ask('GET', '/health/ready')).toMatchObject({ status: 200, body: { checks: { database: 'ok' } } });
  });

  it('counts requests by route, for this machine alone', async () => {
    await api.ask('GET', '/api/session', { as: operator });
    const metrics = await api.ask('GET', '/metrics');
    expect(metrics.text).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/api\/session",status="200"\} \d+/);
    expect(metrics.text).toMatch(/^medbourse_outbox_lag_seconds 0$/m);
    await api.database.look(
      `insert into outbox (organisation_id, id, home, job, payload, available_at)
       values (gen_random_uuid(), gen_random_uuid(), 'main', 'none', '{}', now() - interval '90 seconds')`,
    );
    const after = (await api.ask('GET', '/metrics')).text;
    expect(Number(/^medbourse_outbox_lag_seconds ([\d.]+)$/m.exec(after)?.[1])).toBeCloseTo(90, -1);
    expect(after).toMatch(/^medbourse_outbox_waiting_jobs 1$/m);
    expect(await api.ask('GET', '/metrics', { headers: { 'x-forwarded-for': '203.0.113.1' } })).toMatchObject({ status: 403 });
  });
});

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { body } = await api.ask('GET', '/api/openapi.json');
    expect(validate(body)).toEqual({ valid: true });
    expect(body['openapi']).toBe('3.1.0');
    expect(JSON.stringify(body)).not.toMatch(/x-public|"nullable"/);
  });

  it('can be read on a page that loads nothing from elsewhere and has no script in it', async () => {
    const page = await api.ask('GET', '/api/docs');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page.text).not.toMatch(/https?:|<script>/);
    for (const [, asset] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) expect((await api.ask('GET', `/api/${asset}`)).status).toBe(200);
  });

  it('has headers that keep browsers from guessing, framing and leaking', async () => {
    const { headers } = await api.ask('GET', '/api/nothing');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("object-src 'none'");
  });
});

describe('progress', () => {
  it('is sent as events, from the last one that the reader saw', async () => {
    const answer = await api.ask('POST', '/test/stream', { as: operator, headers: { 'last-event-id': '1' } });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(answer.text).toBe('id: 2\nevent: count\ndata: {"n":2}\n\nid: 3\nevent: count\ndata: {"n":3}\n\n');
  });

  it('lets go when the reader goes', async () => {
    const reader = new AbortController();
    const response = await fetch(`${api.url}/test/endless`, { headers: { cookie: operator }, signal: reader.signal });
    const streams = api.app.get(EventStreams);
    expect([response.status, streams.size]).toEqual([200, 1]);
    reader.abort();
    await until(() => streams.size === 0);
  });

  it('ends with a shutdown, which does not wait for it', async () => {
    const own = await testApi({
      routes: [
        (fastify) =>
          fastify.get('/test/endless', { config: { access: 'public' } }, (request, reply) =>
            own.app.get(EventStreams).send(request, reply, () => endless()),
          ),
      ],
    });
    const response = await fetch(`${own.url}/test/endless`);
    const began = performance.now();
    const [text] = await Promise.all([response.text(), own.close()]);
    expect(text).toContain('event: begun');
    expect(performance.now() - began).toBeLessThan(4000);
  });
});

describe('a hostile connection', () => {
  it('gets an answer to what is not HTTP, and the server goes on', async () => {
    const { port, hostname } = new URL(api.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.end('HELO medbourse\r\n\r\n'));
      let text = '';
      socket
        .on('data', (bytes) => (text += bytes.toString()))
        .on('end', () => resolve(text))
        .on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect((await api.ask('GET', '/health/live')).status).toBe(200);
  });
});
