/**
 * Goal: what a device or archive sends by C-STORE is in the collection as it was sent, and nobody is let in who may not. Method: dcmtk's storescu,
 * dcmsend and echoscu against the receiver as a process, contents compared with their source.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orThrow, sha256Hex } from '#libs/kernel';
import { generateChestCtStudy, type WrittenChestCt } from '../../../apps/cli/synthetic';
import { contentDigest } from './dicom-comparison';
import { PacsExchange, run, type ReceivingAsset } from './pacs-exchange.fixture';

let pacs: PacsExchange;
let folder: string;
let written: WrittenChestCt;
let source: readonly string[];
let port: number;
let log: () => string;
let asset: ReceivingAsset;

const ASSOCIATIONS = 4;
const devices = Array.from({ length: ASSOCIATIONS }, (_, index) => `CT_${index + 1}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pacs-system-'));
  written = await generateChestCtStudy({
    patients: 2,
    slicesPerSeries: 8,
    rows: 64,
    columns: 64,
    seed: 'pacs',
    folder: join(folder, 'in'),
  });
  source = (await Promise.all(written.files.map((file) => contentDigest(join(folder, 'in', file))))).sort();
  pacs = await PacsExchange.start();
  const started = await pacs.startReceiver({ DICOM_ASSOCIATIONS: '16' });
  port = started.port;
  log = () => started.receiver.output();
  asset = await pacs.receivingAsset();
  await pacs.endpoint(asset, { calledAe: 'CHEST_CT', callingAes: ['STORESCU', 'DCMSEND', 'ECHOSCU', 'AGAIN', 'JPEG', ...devices] });
}, 120_000);
afterAll(async () => {
  await pacs?.close();
  await rm(folder, { recursive: true });
});

const storescu = (...args: string[]) => run('storescu', 'dcmtk', ['-aec', 'CHEST_CT', '127.0.0.1', String(port), ...args]);
const input = () => join(folder, 'in');

/** Of the files below a folder of the collection. */
async function contents(under: string): Promise<readonly string[]> {
  const files = (await pacs.files(asset)).filter(({ path }) => path.startsWith(under));
  const bytes = await Promise.all(files.map((file) => pacs.bytesOf(file)));
  expect(bytes.map(sha256Hex)).toEqual(files.map(({ sha256 }) => sha256));
  return (await Promise.all(bytes.map(contentDigest))).sort();
}

describe('what is sent', () => {
  it('C-ECHO is answered', async () => {
    expect(await run('echoscu', 'dcmtk', ['-aec', 'CHEST_CT', '127.0.0.1', String(port)])).toEqual({ code: 0, out: '' });
  });

  it('C-STORE over parallel associations keeps every object', async () => {
    const sent = await Promise.all(devices.map((device) => storescu('-aet', device, '+sd', '+r', input())));
    expect(sent).toEqual(devices.map(() => ({ code: 0, out: '' })));
    for (const device of devices) expect(await contents(`pacs/${device}/`)).toEqual(source);
  });

  it('is in tables under pseudonyms, without a value of a patient', async () => {
    const of = { organisationId: pacs.organisationId, caseId: asset.caseId };
    const summary = orThrow(await pacs.api.exchange.services.collection.imaging.summary(of));
    const [instances, files] = [written.files.length, written.files.length * ASSOCIATIONS];
    expect(summary).toMatchObject({ patients: 2, instances, files, duplicates: files - instances, unplaced: 0, missingSlices: 0 });
    const rows = await pacs.api.database.look<{ all: string }>(
      `select string_agg(t::text, ' ') as all from collected_study t union all select string_agg(t::text, ' ') from collected_series t
       union all select string_agg(t::text, ' ') from collected_instance t`,
    );
    const planted = written.identities.map(({ value }) => value).filter((value) => value.length >= 5);
    const text = rows.map(({ all }) => all).join(' ');
    expect(planted.filter((value) => text.includes(value))).toEqual([]);
    expect(planted.filter((value) => log().includes(value))).toEqual([]);
  });

  it('again is done already; dcmsend is as welcome', async () => {
    await storescu('-aet', 'AGAIN', '+sd', '+r', input());
    const before = await pacs.files(asset);
    await storescu('-aet', 'AGAIN', '+sd', '+r', input());
    expect(await pacs.files(asset)).toEqual(before);
    const sent = await run('dcmsend', 'dcmtk', ['-aec', 'CHEST_CT', '127.0.0.1', String(port), '+sd', '+r', '--no-uid-checks', input()]);
    expect(sent.code).toBe(0);
    expect(await contents('pacs/DCMSEND/')).toEqual(source);
  });

  it('keeps its transfer syntax, and stands beside another form of the same instance', async () => {
    const one = join(folder, 'in', written.files[0]!);
    const forms = { '-xs': ['dcmcjpeg', '+e1'], '-xd': ['dcmconv', '+td'], '-xb': ['dcmconv', '+tb'], '-xr': ['dcmcrle'] } as const;
    for (const [option, [program, ...args]] of Object.entries(forms)) {
      const form = join(folder, `form${option}.dcm`);
      expect(await run(program!, 'dcmtk', [...args, one, form])).toMatchObject({ code: 0 });
      const sent = await storescu('-aet', 'JPEG', option, form);
      expect({ option, ...sent }).toEqual({ option, code: 0, out: '' });
    }
    const kept = (await pacs.files(asset)).filter(({ path }) => path.startsWith('pacs/JPEG/'));
    expect(kept.length).toBe(Object.keys(forms).length);
    expect(kept.filter(({ path }) => /~[0-9a-f]{16}\.dcm$/.test(path)).length).toBe(Object.keys(forms).length - 1);
    const sources = (await readdir(folder)).filter((name) => name.startsWith('form'));
    const forms4 = await Promise.all(sources.map((name) => contentDigest(join(folder, name))));
    expect(await contents('pacs/JPEG/')).toEqual(forms4.sort());
  });
});

describe('who is let in', () => {
  const attempt = (calledAe: string, callingAe: string) =>
    run('storescu', 'dcmtk', ['-aet', callingAe, '-aec', calledAe, '127.0.0.1', String(port), join(input(), written.files[0]!)]);

  it.each([
    ['a title that nobody has', 'NOBODY', 'STORESCU', 'Called AE Title Not Recognized'],
    ['a device that is not allowed', 'CHEST_CT', 'STRANGER', 'Calling AE Title Not Recognized'],
    ['an address that is not allowed', 'ELSEWHERE', 'STORESCU', 'Calling AE Title Not Recognized'],
    ['a collection that takes nothing in', 'DRAFT', 'STORESCU', 'Rejected Transient'],
    ['an endpoint that was closed', 'CLOSED', 'STORESCU', 'Called AE Title Not Recognized'],
  ])('rejects %s', async (_, called, calling, reason) => {
    const { endpoints } = pacs.api.exchange.services.collection;
    const { organisationId, it: actor } = pacs;
    if (called === 'ELSEWHERE') await pacs.endpoint(asset, { calledAe: 'ELSEWHERE', addresses: ['192.0.2.0/24'] });
    if (called === 'DRAFT') await pacs.endpoint(await pacs.draftAsset(), { calledAe: 'DRAFT' });
    if (called === 'CLOSED') {
      await pacs.endpoint(asset, { calledAe: 'CLOSED' });
      const made = orThrow(await endpoints.list({ organisationId, assetId: asset.assetId })).find(({ calledAe }) => calledAe === 'CLOSED');
      orThrow(await endpoints.close({ organisationId, assetId: asset.assetId }, made!.id, actor));
    }
    const before = await pacs.files(asset);
    const { code, out } = await attempt(called, calling);
    expect(out).toContain(reason);
    expect(code).not.toBe(0);
    expect(await pacs.files(asset)).toEqual(before);
  });
});

describe('DICOM over TLS', () => {
  it('takes callers whose certificate is signed, and nobody in the clear', async () => {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=receiver', '-days', '1', '-nodes', '-newkey', 'rsa:2048'];
    const made = await run('openssl', 'openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', certificate]);
    expect(made.code).toBe(0);
    const tls = { DICOM_TLS_KEY: key, DICOM_TLS_CERT: certificate, DICOM_TLS_CA: certificate };
    const secured = await pacs.startReceiver(tls);
    const called = ['-aec', 'CHEST_CT', '127.0.0.1', String(secured.port)];
    expect((await run('echoscu', 'dcmtk', ['+tls', key, certificate, '+cf', certificate, ...called])).code).toBe(0);
    expect((await run('echoscu', 'dcmtk', ['+tla', '-ic', ...called])).code).not.toBe(0);
    expect((await run('echoscu', 'dcmtk', ['-ta', '5', ...called])).code).not.toBe(0);
  });
});
