import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { GovernanceReports, PatientMaps } from '#libs/governance';
import { checkCharacterOf, Identity } from '#libs/identity';
import { orThrow, sha256Hex } from '#libs/kernel';
import { RawReads } from '#libs/pipeline';
import { GovernanceExchange } from '../../../libs/governance/testing/governance-exchange';
import { createApi } from '../api';
import { quietConfiguration } from '../configuration/quiet-configuration.fixture';
import { GovernanceModule } from './governance.module';

const email = 'it@hospital.example';
const password = 'correct horse battery';
const NOTES = { path: 'notes/张三.txt', bytes: Buffer.from('not an image at all\n'.repeat(20)) };

/** Goal: reports and progress go over HTTP to the hospital's own people, page by page, and bear no identity. */
describe('governance over HTTP', () => {
  let world: GovernanceExchange;
  let app: NestFastifyApplication;
  let url: string;
  let cookie: string;
  let caseId: string;

  beforeAll(async () => {
    world = await GovernanceExchange.start({ patients: 1, slices: 2 });
    const { tenancy, store } = world.dependencies;
    const reports = new GovernanceReports(store, tenancy, world.objects, new RawReads(tenancy, world.objects));
    app = await createApi({
      configuration: quietConfiguration,
      connections: world.exchange.database.connections,
      modules: [GovernanceModule.for(reports, new PatientMaps({ ...world.dependencies }))],
    });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    ({ caseId } = await world.reviewed([NOTES]));
    await hospitalWithItStaff();
    cookie = await signIn();
  });
  afterAll(async () => {
    await app.close();
    await world.drop();
  });

  /** Gives the test's hospital an account, and somebody who can sign in to it. */
  async function hospitalWithItStaff(): Promise<void> {
    const creditCode = '91450000000007001';
    const organisation = { creditCode: creditCode + checkCharacterOf(creditCode), name: '某某医院', roles: ['exchange', 'hospital'] };
    orThrow(await app.get(Identity).createFirstOperator({ organisation, name: '林操作', email, password }));
    const { look } = world.exchange.database;
    await look(
      `insert into organisation (id, credit_code, name, roles, home, region)
       select $1, credit_code || '-2', name, array['hospital'], home, region from organisation`,
      [world.hospital],
    );
    await look(`update membership set organisation_id = $1, roles = array['it']`, [world.hospital]);
  }

  async function signIn(): Promise<string> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/session`, { method: 'POST', headers, body: JSON.stringify({ email, password }) });
    return (answer.headers.get('set-cookie') ?? '').split(';', 1)[0]!;
  }

  const get = (path: string, headers: Record<string, string> = { cookie }) => fetch(`${url}${path}`, { headers });
  const json = async <T>(path: string): Promise<T> => (await (await get(path)).json()) as T;

  it('gives the report page by page, by verdict too, without an identity', async () => {
    const files: { file: number; verdict: string }[] = [];
    let after = '';
    do {
      const page = await json<Page>(`/api/governance/${caseId}/report?limit=2${after}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      files.push(...page.items);
      after = page.next === null ? '' : `&after=${page.next}`;
    } while (after !== '');
    expect(files.map(({ file }) => file)).toEqual(files.map((_, index) => index + 1));
    expect(files).toHaveLength(world.images.length + 1);
    const held = await json<Page>(`/api/governance/${caseId}/report?verdict=quarantined`);
    expect(held.items).toMatchObject([{ verdict: 'quarantined', reasons: [{ code: 'governance.kind-not-supported' }] }]);
    const all = await (await get(`/api/governance/${caseId}/report?limit=200`)).text();
    expect(world.leaksIn(Buffer.from(all))).toEqual([]);
    expect(all).not.toContain('张三');
  });

  it('gives the quality report, and progress as events', async () => {
    expect(await json(`/api/governance/${caseId}/quality`)).toMatchObject({ format: 'medbourse-quality/1' });
    const progress = await get(`/api/governance/${caseId}/progress`);
    expect(progress.headers.get('content-type')).toBe('text/event-stream');
    expect(await progress.text()).toMatch(/^event: progress\ndata: \{"state":"review"/);
  });

  it('shows a held file and its bytes, with a purpose', async () => {
    const path = `/api/governance/${caseId}/quarantine/${world.images.length + 1}`;
    expect(await json(path)).toMatchObject({ sourcePath: NOTES.path, verdict: 'quarantined' });
    expect((await get(`${path}/content`)).status).toBe(400);
    const content = await get(`${path}/content?purpose=check`);
    expect(content.headers.get('content-type')).toBe('application/octet-stream');
    expect(Buffer.from(await content.arrayBuffer())).toEqual(NOTES.bytes);
  });

  it.each([
    ['a released file', () => `/api/governance/${caseId}/quarantine/1`, 422, 'governance.not-quarantined'],
    ['no number', () => `/api/governance/${caseId}/quarantine/x`, 404, 'request.no-such-record'],
    ['a number that overflows', () => `/api/governance/${caseId}/quarantine/9999999999`, 404, 'request.no-such-record'],
    ['an unknown case', () => '/api/governance/01890a5d-ac96-774b-bcce-b302099a8057/report', 404, 'governance.not-found'],
    [
      'a forged cursor',
      () => `/api/governance/${caseId}/report?after=${Buffer.from('["x"]').toString('base64url')}`,
      404,
      'request.no-such-record',
    ],
  ])('refuses %s', async (_name, path, status, code) => {
    const answer = await get(path());
    expect({ status: answer.status, code: ((await answer.json()) as { code: string }).code }).toEqual({ status, code });
  });

  it('shows a preview of each released series', async () => {
    const { items } = await json<{ items: { series: string; bytes: number }[] }>(`/api/governance/${caseId}/thumbnails`);
    expect(items.length).toBeGreaterThan(0);
    for (const { series, bytes } of items) {
      const answer = await get(`/api/governance/${caseId}/thumbnails/${series}`);
      const png = Buffer.from(await answer.arrayBuffer());
      expect({ type: answer.headers.get('content-type'), length: png.length }).toEqual({ type: 'image/png', length: bytes });
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
    const unknown = await get(`/api/governance/${caseId}/thumbnails/2.25.1`);
    expect({ status: unknown.status, code: ((await unknown.json()) as { code: string }).code }).toEqual({
      status: 404,
      code: 'governance.no-thumbnail',
    });
  });

  it('gives the card once the version is sealed, in each form, as the manifest lists it', async () => {
    const card = `/api/governance/${caseId}/card`;
    expect((await get(card)).status).toBe(404);
    const decision = { files: [world.images.length + 1], decision: 'drop', reason: '不属于本数据集' };
    orThrow(await world.give(caseId, 'decide-quarantine', world.it, decision));
    orThrow(await world.give(caseId, 'release', world.committee));
    await world.exchange.drainJobs();
    const { governed } = (await world.look(caseId)).data;
    for (const form of ['card', 'croissant', 'dcat'] as const) {
      const answer = await get(`${card}?form=${form}`);
      expect(sha256Hex(Buffer.from(await answer.arrayBuffer()))).toBe(governed!.card![form]);
      expect(answer.headers.get('content-type')).toContain(form === 'card' ? 'application/json' : 'application/ld+json');
    }
    expect(await json(card)).toMatchObject({ format: 'medbourse-dataset-card/1', cohort: { patients: 1 } });
    expect((await get(`${card}?form=pdf`)).status).toBe(400);
  });

  it('answers nobody who is not signed in', async () => {
    for (const part of ['report', 'quality', 'progress', 'card', 'thumbnails', 'quarantine/1', 'quarantine/1/content?purpose=x']) {
      const answer = await get(`/api/governance/${caseId}/${part}`, {});
      expect({ part, status: answer.status }).toEqual({ part, status: 401 });
    }
  });
});

interface Page {
  readonly items: { readonly file: number; readonly verdict: string; readonly reasons: readonly { readonly code: string }[] }[];
  readonly next: string | null;
}
