import { request as httpRequest } from 'node:http';
import { orThrow } from '#libs/kernel';
import { type CollectionExchange } from '../../../../libs/collection/testing/collection-exchange';
import { slice } from '../../../../libs/collection/testing/dicom-slice';
import { startCollectionApi, type CollectionApi } from '../collection-api.fixture';

// Goal: each part of a STOW-RS request ends as the standard says, and what was not whole is not there.

let api: CollectionApi;
let world: CollectionExchange;
let url: string;
let cookie: string;
let organisationId: string;
let caseId: string;
let assetId: string;

beforeAll(async () => {
  api = await startCollectionApi();
  ({ world, url, cookie, organisationId } = api);
});
beforeEach(async () => {
  ({ assetId, caseId } = await api.receiving());
});
afterAll(() => api.close());

const TYPE = 'multipart/related; type="application/dicom"; boundary=b';
const multipart = (...parts: Buffer[]): Buffer =>
  Buffer.concat([
    ...parts.flatMap((part) => [Buffer.from('\r\n--b\r\nContent-Type: application/dicom\r\n\r\n'), part]),
    Buffer.from('\r\n--b--'),
  ]);

async function stow(body: Buffer, { study = '', type = TYPE, accept = 'application/dicom+json' } = {}) {
  const answer = await fetch(`${url}/api/collections/${caseId}/dicom-web/studies${study}`, {
    method: 'POST',
    body: body as never,
    headers: { cookie, 'content-type': type, accept },
  });
  const text = await answer.text();
  const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, { Value?: Record<string, { Value: unknown[] }>[] }>) : {};
  const of = (tag: string, inner: string) => (json[tag]?.Value ?? []).map((item) => item[inner]?.Value[0]);
  const [stored, failed] = [of('00081199', '00081155'), of('00081198', '00081155')];
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    text,
    json,
    stored,
    failed,
    reasons: of('00081198', '00081197'),
    other: of('0008119A', '00081197'),
  };
}

const files = async (): Promise<readonly string[]> =>
  orThrow(await world.files.page({ organisationId, caseId }, 100)).map(({ path }) => path);

describe('STOW-RS', () => {
  it('stores every part and names it', async () => {
    const answer = await stow(multipart(slice({ number: 1, z: 0 }), slice({ number: 2, z: 1 })));
    expect(answer).toMatchObject({ status: 200, stored: ['1.2.3.2.1', '1.2.3.2.2'], failed: [] });
    expect(answer.type).toContain('application/dicom+json');
    expect(await files()).toEqual(['dicom-web/1.2.3.1/1.2.3.2/1.2.3.2.1.dcm', 'dicom-web/1.2.3.1/1.2.3.2/1.2.3.2.2.dcm']);
    expect((await stow(multipart(slice({ number: 1, z: 0 })))).status).toBe(200);
    expect((await files()).length).toBe(2);
  });

  it('stores what it can, and says of the rest why not', async () => {
    const answer = await stow(multipart(slice({ number: 1, z: 0 }), Buffer.from('no image'), slice({ number: 2, z: 1, study: '9.9' })), {
      study: '/1.2.3.1',
    });
    expect(answer).toMatchObject({ status: 202, stored: ['1.2.3.2.1'], failed: ['1.2.3.2.2'], reasons: [0xa900], other: [0xc000] });
    expect((await files()).length).toBe(1);
  });

  it('is a conflict where nothing is stored', async () => {
    expect(await stow(multipart(slice({ number: 1, z: 0 })), { study: '/9.9' })).toMatchObject({ status: 409, reasons: [0xa900] });
    expect(await files()).toEqual([]);
  });

  it('answers in XML where that is asked for', async () => {
    const answer = await stow(multipart(slice({ number: 1, z: 0 })), { accept: 'application/dicom+xml' });
    expect(answer.type).toContain('application/dicom+xml');
    expect(answer.text).toContain(
      '<DicomAttribute tag="00081155" vr="UI" keyword="ReferencedSOPInstanceUID"><Value number="1">1.2.3.2.1</Value>',
    );
  });

  it.each([
    ['another type', multipart(slice({ number: 1, z: 0 })), 'application/dicom', 415],
    ['parts of metadata', multipart(slice({ number: 1, z: 0 })), 'multipart/related; type="application/dicom+json"; boundary=b', 415],
    ['no boundary', multipart(slice({ number: 1, z: 0 })), 'multipart/related; type="application/dicom"', 400],
    ['no part', multipart(), TYPE, 400],
    ['a body that ends within a part', multipart(slice({ number: 1, z: 0 })).subarray(0, 300), TYPE, 400],
  ])('refuses %s', async (_, body, type, status) => {
    const answer = await stow(body, { type });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ code: status === 400 ? 'request.multipart-form' : 'request.media-type' });
    expect(await files()).toEqual([]);
  });

  it('keeps nothing of a sender that breaks off', async () => {
    const sending = httpRequest(`${url}/api/collections/${caseId}/dicom-web/studies`, {
      method: 'POST',
      headers: { cookie, 'content-type': TYPE },
    });
    const closed = new Promise((resolve) => sending.on('close', resolve).on('error', resolve));
    const whole = multipart(Buffer.concat([slice({ number: 1, z: 0 }), Buffer.alloc(400_000)]));
    sending.write(whole.subarray(0, 300_000), () => sending.destroy());
    await closed;
    expect(await files()).toEqual([]);
  });
});

describe('the tables and endpoints over HTTP', () => {
  const get = async (path: string) => (await fetch(`${url}${path}`, { headers: { cookie } })).json() as Promise<Record<string, unknown>>;

  it('show what came in', async () => {
    await stow(multipart(slice({ number: 1, z: 0 }), slice({ number: 3, z: 2 })));
    expect(await get(`/api/collections/${caseId}/imaging`)).toMatchObject({ patients: 1, studies: 1, instances: 2, missingNumbers: 1 });
    const studies = await get(`/api/collections/${caseId}/imaging/studies`);
    expect(studies).toMatchObject({ items: [{ instances: 2, studyDate: '2024-01-31' }], next: null });
    const [{ study }] = studies['items'] as [{ study: string }];
    expect(await get(`/api/collections/${caseId}/imaging/series?study=${study}`)).toMatchObject({
      items: [{ modality: 'CT', missingNumbers: 1 }],
    });
    expect(await get(`/api/collections/${caseId}/imaging/series?study=2.25.1`)).toMatchObject({ items: [] });
  });

  it('make, list and close an endpoint', async () => {
    const path = `/api/assets/${assetId}/dicom-endpoints`;
    const headers = { cookie, 'content-type': 'application/json' };
    const body = JSON.stringify({ calledAe: 'OVER_HTTP', callingAes: ['PACS'], addresses: ['10.0.0.0/8'] });
    const made = await fetch(url + path, { method: 'POST', headers, body });
    const { id } = (await made.json()) as { id: string };
    expect(made.status).toBe(201);
    expect(await (await fetch(url + path, { method: 'POST', headers, body })).json()).toMatchObject({ code: 'collection.ae-title-taken' });
    expect((await fetch(`${url}${path}/${id}`, { method: 'DELETE', headers: { cookie } })).status).toBe(204);
    expect(await get(path)).toMatchObject([{ id, calledAe: 'OVER_HTTP', closedAt: expect.any(String) }]);
  });
});
