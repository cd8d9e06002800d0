/**
 * Goal: a hospital's first device is answered without anybody restarting the exchange, and its IT staff sees why it is not answered. Method: the
 * built `medbourse start` on a fresh folder whose name has a space, the API over HTTP, dcmtk's echoscu and storescu.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { randomInt } from 'node:crypto';
import { demoExchange } from '../../../apps/cli/demo/demo-people';
import { generateChestCtStudy } from '../../../apps/cli/synthetic';
import { BenchPerson, newAsset, newHospital, PASSWORD, type BenchExchange } from '../../bench/bench-exchange';
import { freePort, startProcess, stopPrograms, until, type Program } from '../../support';
import { run } from './pacs-exchange.fixture';

interface Endpoint {
  readonly listening: boolean;
  readonly receivers: readonly { readonly host: string; readonly port: number }[];
  readonly notes: readonly { readonly code: string }[];
}

// The port is the default one, since a port that is set starts the receiver at once: so the address is this test's own.
const host = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
let folder: string;
let exchange: Program;
let person: BenchPerson;
let assetId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'first endpoint '));
  await chmod(folder, 0o755); // Postgres started by root runs as another user, who must reach it.
  await generateChestCtStudy({ folder: join(folder, 'in'), patients: 1, slicesPerSeries: 3, rows: 16, columns: 16, seed: 'first' });
  const port = await freePort();
  const environment = {
    MEDBOURSE_HOME: join(folder, 'home of data'),
    PORT: String(port),
    DICOM_HOST: host,
    OPERATOR_EMAIL: demoExchange.email,
    OPERATOR_NAME: demoExchange.operator,
    OPERATOR_PASSWORD: PASSWORD,
    EXCHANGE_NAME: demoExchange.name,
    EXCHANGE_CREDIT_CODE: demoExchange.creditCode,
  };
  exchange = startProcess(process.execPath, [resolve('dist/apps/cli/main.js'), 'start'], { environment });
  await until(() => exchange.output().includes('serves on'), { timeoutMs: 60_000, what: 'the exchange serves' });
  const url = `http://127.0.0.1:${port}`;
  const operator = await new BenchPerson(url).enter(demoExchange.email);
  person = await newHospital({ server: { url }, operator } as BenchExchange);
  assetId = await newAsset(person);
}, 120_000);
afterAll(async () => {
  await stopPrograms();
  await rm(folder, { recursive: true, force: true });
});

const endpoints = () => person.get<Endpoint[]>(`/api/assets/${assetId}/dicom-endpoints`);
const codes = ({ notes }: Endpoint) => notes.map(({ code }) => code);
const called = ['-aet', 'PACS_1', '-aec', 'FIRST', host, '11112'];
const echo = () => run('echoscu', 'dcmtk', called);
const store = () => run('storescu', 'dcmtk', ['+sd', '+r', ...called, join(folder, 'in')]);

it('the first endpoint brings the receiver up, as soon as no other program has its port', async () => {
  const occupied = createServer().listen(11_112, host);
  await until(() => occupied.listening);
  const asked = { calledAe: 'FIRST', callingAes: ['PACS_1'], addresses: ['127.0.0.0/8'] };
  const made = await person.post<Endpoint>(`/api/assets/${assetId}/dicom-endpoints`, asked);
  expect(made).toMatchObject({ listening: false, receivers: [] });
  expect(codes(made)).toEqual(['dicom.no-receiver', 'dicom.nothing-receives']);
  await until(() => exchange.output().includes('The DICOM receiver did not start'), { timeoutMs: 30_000 });
  expect(exchange.output()).toContain(`Port 11112 on ${host} is taken by another program`);
  occupied.close();

  await until(async () => (await endpoints())[0]!.listening, { timeoutMs: 60_000, what: 'the receiver listens' });
  const [answered] = await endpoints();
  expect(answered!.receivers).toMatchObject([{ host, port: 11_112 }]);
  expect(codes(answered!)).toEqual(['dicom.this-machine-only', 'dicom.nothing-receives']);
  expect(exchange.output()).toContain(`The DICOM receiver listens on ${host}:11112.`);

  expect(await echo()).toEqual({ code: 0, out: '' });
  expect((await store()).out).toContain('Rejected Transient');
  const collection = await person.open(`/api/assets/${assetId}/collections`, { part: 'version' });
  await person.command('collections', collection, 'begin-receiving');
  expect(await store()).toEqual({ code: 0, out: '' });
  expect(codes((await endpoints())[0]!)).toEqual(['dicom.this-machine-only']);
  const { items } = await person.get<{ items: { path: string }[] }>(`/api/collections/${collection}/files`);
  expect(items).toHaveLength(3);

  await exchange.stop('SIGTERM');
  expect((await echo()).code).not.toBe(0);
});
