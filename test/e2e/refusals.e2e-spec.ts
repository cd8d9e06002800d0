import { execFileSync } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, type LegalDate } from '#libs/kernel';
import { withClient } from '#libs/database';
import { ok, orThrow } from '#libs/kernel';
import { dicomBytes } from '../../libs/collection/testing/collection-exchange';
import { replaced, zipOf } from '../../libs/collection/testing/zip';
import { playCollection } from '../../apps/cli/demo/collection.act';
import { playGovernance } from '../../apps/cli/demo/governance.act';
import { firstOperator, startExchangeApi, type ExchangeApi } from '../isolation/exchange-api.fixture';
import { bodyOf } from '../isolation/route-requests';
import { enterSide, type EnteredSide } from '../isolation/side.fixture';
import { filesIn, stateOf } from '../isolation/state';
import { until } from '../support';

/** A store that is soon full: only root on Linux can make one. */
const canBeFull = process.getuid?.() === 0 && process.platform === 'linux';

let store: string;
let api: ExchangeApi;
let side: EnteredSide;
let assetId: string;
let collectionId: string;

beforeAll(async () => {
  store = await mkdtemp(join(tmpdir(), 'medbourse-store-'));
  if (canBeFull) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', store]);
  else process.stdout.write('no space left: skipped, needs root on Linux to mount a small store\n');
  api = await startExchangeApi({ storageUrl: `file:${store}` });
  await firstOperator(api);
  side = await enterSide(api, 'zqRef');
  assetId = await newAsset();
  collectionId = await newCollection(assetId);
});
afterAll(async () => {
  await api.close();
  if (canBeFull) execFileSync('umount', [store]);
  await rm(store, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}
interface Asked {
  readonly as?: string;
  readonly body?: unknown;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

const person = (key: string) => side.people.find((one) => one.key === key)!;

async function ask(method: string, path: string, { as = 'it', body, bytes, headers = {} }: Asked = {}): Promise<Answer> {
  const response = await fetch(api.url + path, {
    method,
    headers: {
      cookie: person(as).client.credential,
      'idempotency-key': randomUUID(),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: bytes ? new Uint8Array(bytes) : body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {} };
}

const give = (path: string, id: string, name: string, version: number, asked: Asked = {}) =>
  ask('POST', `/api/${path}/${id}/${name}`, { body: {}, ...asked, headers: { 'if-match': `"${version}"`, ...asked.headers } });

async function newAsset(): Promise<string> {
  const route = { method: 'POST', url: '/api/assets', access: 'closed' } as const;
  const example = JSON.parse(bodyOf(route, {}, api.exchange.kinds)!.content) as Record<string, unknown>;
  const holders = [{ name: '某某医院', creditCode: '12450000000000000X', rights: ['holding'], proofs: ['0'.repeat(64)] }];
  const { body, status } = await ask('POST', '/api/assets', {
    body: { ...example, rightsStatement: { source: 'own-collection', holders } },
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return String(body['caseId']);
}

async function newCollection(asset: string): Promise<string> {
  const { body } = await ask('POST', `/api/assets/${asset}/collections`, { body: { part: 'version' } });
  const id = String(body['caseId']);
  expect(await give('collections', id, 'begin-receiving', 1)).toMatchObject({ status: 200 });
  return id;
}

/** What is refused changes no row and leaves no byte. */
async function refuses(work: () => Promise<Answer>, status: number, code: string): Promise<Answer> {
  const before = [await stateOf(api, side), await filesIn(store), await filesIn(join(api.dataFolder, 'spool'))];
  const answer = await work();
  expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status, code });
  expect([await stateOf(api, side), await filesIn(store), await filesIn(join(api.dataFolder, 'spool'))]).toEqual(before);
  return answer;
}

const file = (name: string) => `/api/collections/${collectionId}/files/${name}`;
const archives = () => `/api/collections/${collectionId}/archives`;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a command', () => {
  const seal = (version: number, asked?: Asked) => give('collections', collectionId, 'seal', version, asked);

  it('that does not exist is an unknown address', () =>
    refuses(() => give('collections', collectionId, 'fly', 2), 404, 'request.no-such-route'));

  it('that is unknown in this state names the state', async () => {
    const answer = await refuses(() => give('collections', collectionId, 'begin-receiving', 2), 409, 'case.wrong-state');
    expect(answer.body).toMatchObject({ state: 'receiving' });
  });

  it('is refused to a wrong role', () => refuses(() => seal(2, { as: 'finance' }), 403, 'case.not-permitted'));

  it('on a foreign case is answered like one on an unknown case', async () => {
    const foreign = await refuses(() => seal(2, { as: 'lawyer' }), 404, 'case.not-found');
    const unknown = await give('collections', randomUUID(), 'seal', 2, { as: 'lawyer' });
    const plain = ({ body }: Answer) => ({ ...body, instance: '', traceId: '' });
    expect(plain(foreign)).toEqual(plain(unknown));
  });

  it('on what was seen too long ago is stale', () => refuses(() => seal(1), 409, 'case.stale-version'));

  it.each([
    ['without If-Match', { 'if-match': '' }, 400, 'request.if-match-form'],
    ['with a weak If-Match', { 'if-match': 'W/"2"' }, 400, 'request.if-match-form'],
    ['with a malformed Idempotency-Key', { 'idempotency-key': 'short' }, 400, 'request.idempotency-key-form'],
  ])('%s is not understood', (_, headers, status, code) => refuses(() => seal(2, { headers }), status, code));

  it('without Idempotency-Key is asked for one', () =>
    refuses(
      async () => {
        const headers = { cookie: person('it').client.credential, 'if-match': '"2"' };
        const response = await fetch(`${api.url}/api/collections/${collectionId}/seal`, { method: 'POST', headers });
        return { status: response.status, body: (await response.json()) as Answer['body'] };
      },
      428,
      'request.idempotency-key-needed',
    ));

  it('with a key that was used for another body', async () => {
    const headers = { 'idempotency-key': 'the-same-key' };
    const about = (reason: string) =>
      give('assets', assetId, 'set-budget', 1, { as: 'finance', headers, body: { budget: { amount: 100, currency: 'CNY' }, reason } });
    expect(await about('one')).toMatchObject({ status: 200, body: { replayed: false } });
    expect(await about('one')).toMatchObject({ status: 200, body: { replayed: true } });
    await refuses(() => about('two'), 422, 'idempotency-key.reused');
  });

  it('with a number that overflows names the field', async () => {
    const over = { amount: 2 ** 53, currency: 'CNY' };
    const answer = await refuses(
      () => give('assets', assetId, 'set-budget', 2, { as: 'finance', body: { budget: over, reason: '超' } }),
      422,
      'payload.invalid',
    );
    expect(answer.body).toMatchObject({ field: 'budget.amount' });
  });

  it('to seal an empty folder', () => refuses(() => seal(2), 409, 'collection.no-files'));

  it('of two people at once is done once', async () => {
    const caseId = await newCollection(await newAsset());
    const both = await Promise.all([1, 2].map(() => give('collections', caseId, 'abandon', 2, { body: { reason: '重复登记' } })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(['case.conflict', 'case.stale-version', 'case.terminal']).toContain(both.find(({ status }) => status === 409)!.body['code']);
    expect(await api.database.look('select command from case_event where case_id = $1 and command = $2', [caseId, 'abandon'])).toHaveLength(
      1,
    );
  });
});

describe('a fact', () => {
  it('that changes between read and write is read anew, and the command refused for what it is then', async () => {
    const asset = await newAsset();
    const waiting = () =>
      api.database.look(`select 1 from pg_stat_activity where datname = $1 and wait_event_type = 'Lock' and query like '%case_write%'`, [
        api.database.name,
      ]);
    const answer = orThrow(
      await withClient(api.database.administratorUrl, async (client) => {
        await client.query('begin');
        await client.query(`update case_record set state = 'governance', version = version + 1 where id = $1`, [asset]);
        const asked = ask('POST', `/api/assets/${asset}/collections`, { body: { part: 'version' } });
        await until(async () => (await waiting()).length > 0, { what: 'the write waits for the fact' });
        await client.query('commit');
        return ok(await asked);
      }),
    );
    expect(answer).toMatchObject({ status: 409, body: { code: 'collection.asset-not-in-collection' } });
    expect(await api.database.look(`select 1 from case_record where asset_id = $1`, [asset])).toEqual([]);
  });
});

describe('a file', () => {
  const content = dicomBytes('one');

  it('that breaks off is not half there', async () => {
    const before = [await stateOf(api, side), await filesIn(store)];
    const { port } = new URL(api.url);
    const headers = { cookie: person('it').client.credential, 'content-length': '2000000' };
    const sending = httpRequest({ port, method: 'PUT', path: file('half.dcm'), headers });
    const closed = new Promise((resolve) => sending.on('close', resolve).on('error', resolve));
    sending.write(dicomBytes('x'.repeat(500_000)));
    await until(async () => (await filesIn(store)).length > (before[1] as string[]).length, { what: 'the file is coming in' });
    sending.destroy();
    await closed;
    await until(async () => (await filesIn(store)).length === (before[1] as string[]).length, { what: 'nothing is left of it' });
    expect([await stateOf(api, side), await filesIn(store)]).toEqual(before);
  });

  it.each([
    ['with a wrong digest', 'a.dcm', content, { 'x-content-sha256': 'a'.repeat(64) }, 422, 'storage.digest-mismatch'],
    ['with a digest that is none', 'a.dcm', content, { 'x-content-sha256': 'a' }, 422, 'collection.digest-form'],
    ['that is text and named .dcm', 'a.dcm', Buffer.from('姓名,检查号\n某某,1\n'), {}, 422, 'collection.type-mismatch'],
    ['that is empty', 'a.dcm', Buffer.alloc(0), {}, 422, 'collection.empty-file'],
    ['whose path leads out', '..%2f..%2fetc%2fpasswd', content, {}, 422, 'collection.path-form'],
  ])('%s is refused', (_, name, bytes, headers, status, code) => refuses(() => ask('PUT', file(name), { bytes, headers }), status, code));

  (canBeFull ? it : it.skip)('for which no space is left is refused, and a smaller one is taken', async () => {
    const large = Buffer.concat([dicomBytes(''), randomBytes(12_000_000)]);
    await refuses(() => ask('PUT', file('large.dcm'), { bytes: large }), 503, 'storage.no-space');
    expect(await ask('PUT', file('small.dcm'), { bytes: content })).toMatchObject({ status: 200, body: { sha256: sha256(content) } });
  });
});

describe('an archive', () => {
  const sent = async (bytes: Buffer) => {
    const before = await stateOf(api, side);
    const { status, body } = await ask('POST', archives(), { bytes, headers: { 'content-type': 'application/zip' } });
    expect(await stateOf(api, side)).toEqual(before);
    expect(await filesIn(join(api.dataFolder, 'spool'))).toEqual([]);
    return { status, codes: ((body['files'] ?? []) as { code?: string }[]).map(({ code }) => code), code: body['code'] };
  };

  it('with ../ in a name brings that file in nowhere', async () => {
    const zip = replaced(await zipOf({ name: 'aa/bb/etc.dcm', content: dicomBytes('out') }), 'aa/bb/etc.dcm', '../../etc.dcm');
    expect(await sent(zip)).toEqual({ status: 200, codes: ['collection.path-form'], code: undefined });
  });

  it('that is a bomb is not unpacked', async () => {
    const zip = await zipOf({ name: 'bomb.dcm', content: Buffer.alloc(60_000_000) });
    expect(zip.length).toBeLessThan(100_000);
    expect(await sent(zip)).toEqual({ status: 200, codes: ['collection.archive-bomb'], code: undefined });
  });

  it('that is none is refused whole', async () => {
    expect(await sent(Buffer.from('PK no archive'))).toMatchObject({ status: 422, code: 'collection.not-an-archive' });
  });
});

describe('a clock', () => {
  it('that ran out while all was down is served before whoever comes first', async () => {
    const { play } = side;
    const caseId = await api.whileJobsRun(async () => {
      const { assetId: asset } = await playCollection(play, side.folder);
      await playGovernance(play, asset);
      return person('it').client.open(`/api/assets/${asset}/assessments`, { firmId: play.cast.organisations.firm });
    });
    const { clocks, version } = await person('lawyer').client.look('assessments', caseId);
    const due = clocks.find(({ state }) => state === 'running')!.dueOn as LegalDate;
    await api.database.look(
      `insert into legal_time (simulated, shift) values (true, $1::date - clock_timestamp()) on conflict (singleton) do update set shift = excluded.shift`,
      [addDays(due, 2)],
    );
    const late = await give('assessments', caseId, 'decline', version, { as: 'lawyer', body: { reason: '无暇' } });
    expect(late).toMatchObject({ status: 409, body: { code: 'case.stale-version' } });
    const [last] = await api.database.look<{ actor: string }>(
      'select actor from case_event where case_id = $1 order by case_version desc limit 1',
      [caseId],
    );
    expect(last!.actor).toMatch(/^clock:/);
  });
});

describe('a notice', () => {
  interface Notices {
    readonly items: readonly { id: string; message: string; text: { zh: string; en: string }; read: boolean }[];
  }
  const noticesOf = (key: string, query = '') => person(key).client.get<Notices>(`/api/me/notices${query}`);

  it('is for those whose role it names, with its text, until they have read it', async () => {
    const sealed = (await noticesOf('it', '?limit=200')).items.find(({ message }) => message === 'collection.sealed')!;
    expect(sealed).toMatchObject({ read: false, text: { en: expect.stringMatching(/^\d+ files are sealed$/) as string } });
    expect((await noticesOf('physician')).items).toEqual([]);
    const read = (as: string) => ask('POST', `/api/me/notices/${sealed.id}/read`, { as });
    expect(await read('physician')).toMatchObject({ status: 404, body: { code: 'notification.not-found' } });
    expect(await read('lawyer')).toMatchObject({ status: 404 });
    expect([(await read('it')).status, (await read('it')).status]).toEqual([204, 204]);
    expect((await noticesOf('it', '?limit=200&unread=true')).items.map(({ id }) => id)).not.toContain(sealed.id);
    expect((await noticesOf('it', '?limit=200')).items.find(({ id }) => id === sealed.id)).toMatchObject({ read: true });
  });

  it('comes newest first, page by page, and says all that it was given', async () => {
    const all = (await noticesOf('it', '?limit=200')).items;
    expect(all.length).toBeGreaterThan(1);
    expect(all.filter(({ text }) => /[{}]/.test(text.zh + text.en) || text.zh === '')).toEqual([]);
    const first = await person('it').client.get<Notices & { next: string }>('/api/me/notices?limit=1');
    const second = await noticesOf('it', `?limit=1&after=${first.next}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all.slice(0, 2).map(({ id }) => id));
  });
});
