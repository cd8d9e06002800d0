/** Uploads over real HTTP: the protocol's own client behind a connection that breaks, and what the protocol asks of a server. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DefaultHttpStack, Upload, type UploadOptions } from 'tus-js-client';
import { dicomBytes } from '../../libs/collection/testing/collection-exchange';
import { zipOf } from '../../libs/collection/testing/zip';
import { firstOperator, startExchangeApi, type ExchangeApi } from '../isolation/exchange-api.fixture';
import { bodyOf } from '../isolation/route-requests';
import { enterSide, type EnteredSide } from '../isolation/side.fixture';
import { CuttingProxy } from '../support/cutting-proxy';

let api: ExchangeApi;
let side: EnteredSide;
let proxy: CuttingProxy;
let collection: string;

beforeAll(async () => {
  api = await startExchangeApi();
  await firstOperator(api);
  side = await enterSide(api, 'zqTus');
  proxy = await CuttingProxy.before(() => new URL(api.url));
  collection = await newCollection();
});
afterAll(async () => {
  await proxy.close();
  await api.close();
});

const it_ = () => side.people.find(({ key }) => key === 'it')!.client;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const uploads = (id = '') => `/api/collections/${collection}/uploads${id && `/${id}`}`;

async function newCollection(): Promise<string> {
  const route = { method: 'POST', url: '/api/assets', access: 'closed' } as const;
  const example = JSON.parse(bodyOf(route, {}, api.exchange.kinds)!.content) as Record<string, unknown>;
  const holders = [{ name: '某某医院', creditCode: '12450000000000000X', rights: ['holding'], proofs: ['0'.repeat(64)] }];
  const assetId = await it_().open('/api/assets', { ...example, rightsStatement: { source: 'own-collection', holders } });
  const id = await it_().open(`/api/assets/${assetId}/collections`, { part: 'version' });
  await it_().command('collections', id, 'begin-receiving');
  return id;
}

async function ask(method: string, path: string, headers: Record<string, string> = {}, body?: Buffer | string) {
  const answer = await fetch(api.url + path, {
    method,
    headers: { cookie: it_().credential, 'tus-resumable': '1.0.0', ...headers },
    body: body as never,
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

const announce = async (bytes: Buffer, metadata: string, headers: Record<string, string> = {}, body?: Buffer) => {
  const answer = await ask('POST', uploads(), { 'upload-length': String(bytes.length), 'upload-metadata': metadata, ...headers }, body);
  return { ...answer, location: answer.headers.get('location') ?? '' };
};
const part = (location: string, offset: number, bytes: Buffer, headers: Record<string, string> = {}) =>
  ask('PATCH', location, { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...headers }, bytes);

const listed = async (path: string): Promise<unknown> => {
  const { items } = await it_().get<{ items: { path: string; sha256: string }[] }>(`/api/collections/${collection}/files?limit=200`);
  return items.find((item) => item.path === path)?.sha256;
};
const spooled = async (): Promise<string[]> => {
  const { id } = side.organisations.find(({ key }) => key === 'hospital')!;
  return readdir(join(api.dataFolder, 'spool', 'uploads', id)).catch(() => [] as string[]);
};

/** As a page of the back office would: tus-js-client, with no more than a session and the address. */
function sendByClient(bytes: Buffer, metadata: Record<string, string>, options: Partial<UploadOptions> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(bytes as never, {
      endpoint: proxy.url + uploads(),
      // The client asks whether the machine is online by a browser's API where one is there; here the stack of Node is given.
      httpStack: new DefaultHttpStack({}),
      headers: { cookie: it_().credential },
      metadata,
      retryDelays: [0, 50, 100, 200, 400],
      ...options,
      onError: reject,
      onSuccess: () => resolve(upload.url!),
    });
    upload.start();
  });
}

describe('the client of the protocol', () => {
  const content = dicomBytes(randomBytes(6_000_000).toString('hex'));

  it('goes on where its connection broke, and sends nothing twice', async () => {
    const before = proxy.sent;
    proxy.cutAfter(5_000_000);
    await sendByClient(content, { path: '胸部 CT/1.dcm', sha256: sha256(content) });
    expect(proxy.wasCut).toBe(true);
    expect(await listed('胸部 CT/1.dcm')).toBe(sha256(content));
    // What lay between sender and disk at the cut goes again: the buffers of sockets.
    expect(proxy.sent - before).toBeLessThan(content.length + 4_000_000);
  });

  it('goes on where the server does not know that the connection broke', async () => {
    const before = proxy.sent;
    proxy.cutAfter(5_000_000, { quietly: true });
    await sendByClient(content, { path: '2.dcm' });
    expect(proxy.wasCut).toBe(true);
    expect(await listed('2.dcm')).toBe(sha256(content));
    expect(proxy.sent - before).toBeLessThan(content.length + 4_000_000);
  });

  it('may send in chunks, with the first one along with the announcement', async () => {
    await sendByClient(content, { path: '3.dcm' }, { chunkSize: 1_000_000, uploadDataDuringCreation: true });
    expect(await listed('3.dcm')).toBe(sha256(content));
  });

  it('sees why a file is refused, and nothing is left', async () => {
    const refused = sendByClient(content, { path: '1.pdf' }, { retryDelays: null });
    await expect(refused).rejects.toThrow(/422.*collection\.type-mismatch/s);
    expect(await spooled()).toEqual([]);
  });
});

describe('an upload over HTTP', () => {
  const content = dicomBytes('some content');
  const metadata = `path ${base64('4.dcm')},sha256 ${base64(sha256(content))}`;

  it('tells what it can', async () => {
    const { status, headers } = await ask('OPTIONS', uploads());
    expect([status, headers.get('tus-version'), headers.get('tus-checksum-algorithm')]).toEqual([204, '1.0.0', 'sha1,sha256']);
    expect(headers.get('tus-extension')?.split(',')).toEqual(['creation', 'creation-with-upload', 'termination', 'expiration', 'checksum']);
  });

  it('is announced, looked at, sent in parts and answered with the file', async () => {
    const { status, location, headers } = await announce(content, metadata);
    expect([status, headers.get('tus-resumable')]).toEqual([201, '1.0.0']);
    expect(location).toMatch(/^\/api\/collections\/[0-9a-f-]+\/uploads\/[0-9a-f-]+$/);
    expect(Date.parse(headers.get('upload-expires')!)).toBeGreaterThan(Date.now());
    expect(await part(location, 0, content.subarray(0, 5))).toMatchObject({ status: 204 });
    const looked = await ask('HEAD', location);
    expect([looked.status, looked.headers.get('upload-offset'), looked.headers.get('upload-length')]).toEqual([
      200,
      '5',
      String(content.length),
    ]);
    expect(looked.headers.get('upload-metadata')).toContain(`path ${base64('4.dcm')}`);
    const list = await it_().get<{ location: string; offset: number; path: string }[]>(uploads());
    expect(list).toMatchObject([{ location, offset: 5, path: '4.dcm' }]);
    expect(await part(location, 4, content)).toMatchObject({
      status: 409,
      body: { code: 'collection.upload-offset', facts: { offset: 5 } },
    });
    const last = await part(location, 5, content.subarray(5), { prefer: 'return=representation' });
    expect(last).toMatchObject({ status: 200, body: { file: { path: '4.dcm', sha256: sha256(content), already: false } } });
    expect((await ask('HEAD', location)).headers.get('upload-offset')).toBe(String(content.length));
    expect(await it_().get(uploads())).toEqual([]);
  });

  it('may come whole with its announcement', async () => {
    const type = { 'content-type': 'application/offset+octet-stream' };
    const sent = await announce(content, `path ${base64('5.dcm')}`, type, content);
    expect([sent.status, sent.headers.get('upload-offset')]).toEqual([201, String(content.length)]);
    expect(await listed('5.dcm')).toBe(sha256(content));
  });

  it('checks the checksum of a part', async () => {
    const { location } = await announce(content, `path ${base64('6.dcm')}`);
    const wrong = await part(location, 0, content, { 'upload-checksum': `sha256 ${Buffer.alloc(32).toString('base64')}` });
    expect(wrong).toMatchObject({ status: 460, body: { code: 'collection.upload-checksum' } });
    const checksum = createHash('sha1').update(content).digest('base64');
    expect(await part(location, 0, content, { 'upload-checksum': `sha1 ${checksum}` })).toMatchObject({ status: 204 });
    expect(await listed('6.dcm')).toBe(sha256(content));
  });

  it('of an archive answers with what became of each file', async () => {
    const zip = await zipOf({ name: '7.dcm', content }, { name: 'run.exe', content: 'MZ' });
    const { location } = await announce(zip, `kind ${base64('archive')},path ${base64('zip')}`);
    expect(await part(location, 0, zip, { prefer: 'return=representation' })).toMatchObject({
      status: 200,
      body: { archive: { received: 1, refused: 1, files: [{ path: 'zip/7.dcm' }, { code: 'collection.executable' }] } },
    });
  });

  it('is ended by its sender', async () => {
    const { location } = await announce(content, `path ${base64('8.dcm')}`);
    expect(await part(location, 0, content.subarray(0, 5))).toMatchObject({ status: 204 });
    expect(await ask('DELETE', location)).toMatchObject({ status: 204 });
    expect(await ask('HEAD', location)).toMatchObject({ status: 404 });
    expect(await spooled()).toEqual([]);
  });

  it.each([
    ['without the version', 'POST', { 'tus-resumable': '' }, 412, 'request.tus-version'],
    ['of another version', 'POST', { 'tus-resumable': '0.2.2' }, 412, 'request.tus-version'],
    ['without a length', 'POST', {}, 422, 'collection.upload-form'],
    ['of nothing', 'POST', { 'upload-length': '0' }, 422, 'collection.empty-file'],
    ['of more than anyone has', 'POST', { 'upload-length': '999999999999999' }, 413, 'storage.too-large'],
    ['without a path', 'POST', { 'upload-length': '5' }, 422, 'collection.path-form'],
    ['as another type', 'PATCH', { 'content-type': 'application/octet-stream', 'upload-offset': '0' }, 415, 'request.media-type'],
    ['without an offset', 'PATCH', { 'content-type': 'application/offset+octet-stream' }, 422, 'collection.upload-form'],
  ])('%s is refused', async (_, method, headers, status, code) => {
    const answer = await ask(method, method === 'POST' ? uploads() : uploads(randomUUID()), headers as Record<string, string>, '');
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.headers.get('tus-resumable')).toBe('1.0.0');
  });
});
