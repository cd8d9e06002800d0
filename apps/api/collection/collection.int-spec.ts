import { request as httpRequest } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { orThrow, sha256Hex } from '#libs/kernel';
import { dicomBytes, type CollectionExchange } from '../../../libs/collection/testing/collection-exchange';
import { zipOf } from '../../../libs/collection/testing/zip';
import { person } from '../../../test/support';
import { startCollectionApi, type CollectionApi } from './collection-api.fixture';

let api: CollectionApi;
let world: CollectionExchange;
let app: NestFastifyApplication;
let url: string;
let cookie: string;
let organisationId: string;
let caseId: string;

beforeAll(async () => {
  api = await startCollectionApi();
  ({ world, app, url, cookie, organisationId } = api);
});
beforeEach(async () => {
  ({ caseId } = await api.receiving());
});
afterAll(() => api.close());

async function ask(method: string, path: string, body?: Buffer | string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}${path}`, { method, body: body as never, headers: { cookie, ...headers } });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

const files = (path = '') => `/api/collections/${caseId}/files${path}`;
const chinese = `/${encodeURIComponent('胸部 CT')}/1.dcm`;
const content = dicomBytes('one');

describe('files over HTTP', () => {
  it('come in under any content type, with their digest checked, and are listed, read for a purpose and withdrawn', async () => {
    const digest = `sha-256=:${Buffer.from(sha256Hex(content), 'hex').toString('base64')}:`;
    const sent = await ask('PUT', files(chinese), content, { 'repr-digest': digest, 'content-type': 'application/json' });
    expect(sent).toMatchObject({ status: 200, body: { path: '胸部 CT/1.dcm', sha256: sha256Hex(content), already: false } });
    expect(await ask('PUT', files('/2.dcm'), content)).toMatchObject({ status: 200 });

    const first = await ask('GET', files('?limit=1'));
    expect(first.body['items']).toMatchObject([{ path: '2.dcm' }]);
    const second = await ask('GET', files(`?limit=1&after=${String(first.body['next'])}`));
    expect(second.body).toMatchObject({ items: [{ path: '胸部 CT/1.dcm' }], next: null });

    expect(await ask('GET', files(chinese))).toMatchObject({ status: 400 });
    const read = await ask('GET', files(`${chinese}?purpose=${encodeURIComponent('核对')}`));
    expect({ status: read.status, bytes: sha256Hex(read.text) }).toEqual({ status: 200, bytes: sha256Hex(content) });
    expect(await world.exchange.database.look('select purpose from raw_read')).toEqual([{ purpose: '核对' }]);

    expect(await ask('DELETE', files(chinese))).toMatchObject({ status: 204 });
    expect(await ask('DELETE', files(chinese))).toMatchObject({ status: 404, body: { code: 'collection.no-such-file' } });
  });

  it.each([
    ['another digest', '/1.dcm', { 'x-content-sha256': 'a'.repeat(64) }, 422, 'storage.digest-mismatch'],
    ['a digest that is none', '/1.dcm', { 'x-content-sha256': 'a' }, 422, 'collection.digest-form'],
    ['a path that leads out', '/..%2f..%2fetc.dcm', {}, 422, 'collection.path-form'],
    ['a name that promises another type', '/1.pdf', {}, 422, 'collection.type-mismatch'],
  ])('with %s are refused', async (_, path, headers, status, code) => {
    expect(await ask('PUT', files(path), content, headers as Record<string, string>)).toMatchObject({ status, body: { code } });
    expect((await ask('GET', files())).body).toEqual({ items: [], next: null });
  });

  it('are refused before they have come, and the sender sees why', async () => {
    const answer = await new Promise<{ status?: number; body: string }>((resolve, reject) => {
      const { port } = app.getHttpServer().address() as AddressInfo;
      const sending = httpRequest({ port, method: 'PUT', path: files('/large.pdf'), headers: { cookie } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          sending.destroy();
          resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() });
        });
      });
      sending.on('error', reject);
      sending.write(dicomBytes('x'.repeat(200_000)));
      // The rest never comes: an answer that waits for it would never come either.
    });
    expect(answer).toMatchObject({ status: 422 });
    expect(answer.body).toContain('collection.type-mismatch');
  });

  it('are not half there when the sender breaks off', async () => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const sending = httpRequest({ port, method: 'PUT', path: files('/half.dcm'), headers: { cookie } });
    const closed = new Promise((resolve) => sending.on('close', resolve).on('error', resolve));
    sending.write(dicomBytes('x'.repeat(500_000)), () => sending.destroy());
    await closed;
    expect((await ask('GET', files())).body).toEqual({ items: [], next: null });
    expect(await ask('PUT', files('/half.dcm'), content)).toMatchObject({ status: 200 });
  });

  it('need somebody who is signed in', async () => {
    expect(await ask('PUT', files('/1.dcm'), content, { cookie: '' })).toMatchObject({ status: 401 });
  });
});

describe('a zip over HTTP', () => {
  it('is unpacked under a folder, and the report names each file', async () => {
    const zip = await zipOf({ name: '1.dcm', content }, { name: 'run.exe', content: 'MZ' });
    const report = await ask('POST', `/api/collections/${caseId}/archives?under=2025`, zip, { 'content-type': 'application/zip' });
    expect(report).toMatchObject({
      status: 200,
      body: { received: 1, refused: 1, files: [{ path: '2025/1.dcm' }, { path: 'run.exe', code: 'collection.executable' }] },
    });
  });
});

describe('a sealed collection over HTTP', () => {
  it('shows its manifest by its digest, and its progress to the end', async () => {
    await ask('PUT', files('/1.dcm'), content);
    expect(await ask('GET', `/api/collections/${caseId}/manifest`)).toMatchObject({ status: 409, body: { code: 'collection.not-sealed' } });
    const it = person(organisationId, 'hospital', 'it');
    orThrow(await world.exchange.runner.command({ kind: 'collection', caseId, command: 'seal', payload: {}, actor: it }));
    await world.exchange.drainJobs();
    const manifest = await ask('GET', `/api/collections/${caseId}/manifest`);
    const digest = `sha-256=:${Buffer.from(sha256Hex(manifest.text), 'hex').toString('base64')}:`;
    expect(manifest.headers.get('repr-digest')).toBe(digest);
    const progress = await ask('GET', `/api/collections/${caseId}/progress`);
    expect(progress.text).toContain('event: progress');
    expect(progress.text).toContain('"state":"sealed"');
  });
});

describe('a document over HTTP', () => {
  it('is kept under its digest and read back', async () => {
    const kept = await ask('POST', '/api/evidence', '伦理委员会批件', { 'content-type': 'text/plain' });
    expect(kept).toMatchObject({ status: 201, body: { sha256: sha256Hex('伦理委员会批件') } });
    const read = await ask('GET', `/api/evidence/${organisationId}/${String(kept.body['sha256'])}`);
    expect(read).toMatchObject({ status: 200, text: '伦理委员会批件' });
    expect(await ask('GET', `/api/evidence/${organisationId}/${'a'.repeat(64)}`)).toMatchObject({ status: 404 });
  });
});
