import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import iconv from 'iconv-lite';
import { chromium } from 'playwright-core';
import { demoChestCt } from '../../apps/cli/synthetic';
import { generateChestCtStudy } from '../fixtures/synthetic-study';
import { freePort, startProcess, stopPrograms, until } from '../support';

/** Goal: the one command does what it says, as its user runs it. Method: the built command line as a real process, on a fresh folder. */
const program = resolve('dist/apps/cli/main.js');
const shared = resolve('../shared/data/dicom/ct_series_ge');
const mixed = resolve('../shared/data/dicom');
const CHROMIUM = '/usr/bin/chromium';
const stages = ['collection', 'governance', 'assessment', 'confirmation', 'trading'];

interface Report {
  readonly assetId: string;
  readonly datasetDigest: string;
  readonly collection: { readonly files: number; readonly refused: readonly { file: string; code: string }[] };
  readonly governance: {
    readonly released: number;
    readonly held: readonly { files: number; reason: string; codes: Readonly<Record<string, number>> }[];
  };
  readonly stages: readonly {
    stage: string;
    caseId: string;
    state: string;
    startedAt: string;
    finishedAt: string;
    cost: { amount: number; currency: string };
  }[];
  readonly certificate: { readonly number: string; readonly url: string };
  readonly order: { readonly id: string; readonly state: string };
  readonly delivery: { readonly files: number; readonly bytes: number; readonly sha256: string };
  readonly ledger: { readonly balanced: boolean; readonly debit: { amount: number }; readonly credit: { amount: number } };
}

const medbourse = async (folder: string, ...parameters: string[]) => {
  const port = String(await freePort());
  const environment = { MEDBOURSE_HOME: folder, PORT: port, LOG_LEVEL: 'warn' };
  return { port, url: `http://127.0.0.1:${port}`, run: startProcess(process.execPath, [program, ...parameters], { environment }) };
};

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

const isDicom = (path: string): boolean => readFileSync(path).subarray(128, 132).toString('latin1') === 'DICM';

/** Text as any of the character sets that a DICOM file may hold it in. */
const encodings = ['utf8', 'gb18030', 'latin1'];
const holds = (bytes: Buffer, value: string): boolean => encodings.some((encoding) => bytes.includes(iconv.encode(value, encoding)));

describe('medbourse demo', () => {
  const folders: string[] = [];
  const freshFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'medbourse-demo-'));
    folders.push(folder);
    return folder;
  };
  afterEach(stopPrograms);
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  const play = async (folder: string, ...parameters: string[]): Promise<Report> => {
    const json = join(folder, 'report.json');
    const { run } = await medbourse(folder, 'demo', '--exit', '--json', json, ...parameters);
    const { code } = await run.ended;
    if (code !== 0) throw new Error(run.output());
    return JSON.parse(readFileSync(json, 'utf8')) as Report;
  };

  const complete = (report: Report): void => {
    expect(report.stages.map(({ stage, state }) => `${stage} ${state}`)).toEqual([
      'collection sealed',
      'governance released',
      'assessment issued',
      'confirmation certified',
      'trading settled',
    ]);
    expect(report.stages.map(({ stage }) => stage)).toEqual(stages);
    for (const { startedAt, finishedAt, cost } of report.stages) {
      expect(Date.parse(finishedAt)).toBeGreaterThanOrEqual(Date.parse(startedAt));
      expect(cost).toMatchObject({ amount: expect.any(Number) as number, currency: 'CNY' });
    }
    expect(report.certificate.number).toMatch(/^SJ\d{13}$/);
    expect(report.datasetDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(report.delivery.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.order.state).toBe('settled');
    expect(report.ledger.balanced).toBe(true);
    expect(report.ledger.debit.amount).toBe(report.ledger.credit.amount);
  };

  const readableByDcmtk = (files: readonly string[]): void => {
    for (const file of files) {
      const { status, error } = spawnSync('dcmdump', ['-q', file]);
      if (error) throw new Error('dcmdump is missing: install dcmtk');
      expect([file, status]).toEqual([file, 0]);
    }
  };

  it('drives a synthetic study to a settled sale; what is delivered bears no planted identity; a second start finds all again', async () => {
    const folder = freshFolder();
    const study = join(folder, 'study');
    const { identities } = await generateChestCtStudy({
      ...demoChestCt,
      folder: study,
      patients: 3,
      slicesPerSeries: 3,
      rows: 64,
      columns: 64,
    });
    const report = await play(folder, '--input', study);
    complete(report);

    const delivered = filesBelow(join(folder, 'demo/delivered'));
    const images = delivered.filter(isDicom);
    expect(images.length).toBeGreaterThan(5);
    readableByDcmtk(images);
    const personal = [
      ...new Set(
        identities.filter(({ kind }) => !/institution|department|station|device|uid|date|time/i.test(kind)).map(({ value }) => value),
      ),
    ];
    const texts = personal.filter((value) => value.length >= 4 || /[\u4e00-\u9fff]{2}/.test(value));
    expect(texts.length).toBeGreaterThan(20);
    for (const file of delivered) {
      const bytes = readFileSync(file);
      expect(texts.filter((value) => holds(bytes, value) || file.slice(folder.length).includes(value))).toEqual([]);
    }

    const again = await medbourse(folder, 'start');
    await until(() => again.run.output().includes('Medbourse serves'), { timeoutMs: 60_000 });
    const page = await fetch(`${again.url}/certificates/${report.certificate.number}`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('SIMULATION');
    const verified = spawnSync(process.execPath, [program, 'verify', '--json'], {
      encoding: 'utf8',
      env: { ...process.env, MEDBOURSE_HOME: folder },
    });
    const { findings } = JSON.parse(verified.stdout) as { findings: { checked: number; faults: string[] }[] };
    expect(findings.flatMap(({ faults }) => faults)).toEqual([]);
    for (const { checked } of findings) expect(checked).toBeGreaterThan(0);
    await lookInABrowser(again.url, report.certificate.number);

    const second = await medbourse(folder, 'start');
    expect((await second.run.ended).code).toBe(1);
    expect(second.run.output()).toContain('database.already-running');
    const stopped = await again.run.stop('SIGINT');
    expect(stopped.code).toBe(0);
  }, 240_000);

  it('takes a real series', async () => {
    if (!existsSync(shared)) {
      if (process.env['CI'] === 'true') throw new Error(`${shared} must be there in CI`);
      process.stdout.write(`not run: ${shared} is not here\n`);
      return;
    }
    const folder = freshFolder();
    const report = await play(folder, '--input', shared);
    complete(report);
    const images = filesBelow(join(folder, 'demo/delivered')).filter(isDicom);
    expect(images).toHaveLength(28);
    readableByDcmtk(images);
  }, 240_000);

  it('takes a folder that mixes all there is: each file is released, or kept out with a reason', async () => {
    if (!existsSync(mixed)) {
      if (process.env['CI'] === 'true') throw new Error(`${mixed} must be there in CI`);
      process.stdout.write(`not run: ${mixed} is not here\n`);
      return;
    }
    const folder = freshFolder();
    const report = await play(folder, '--input', mixed);
    complete(report);
    const { files, refused } = report.collection;
    const keptOut = report.governance.held.reduce((sum, held) => sum + held.files, 0);
    expect(files).toBe(filesBelow(mixed).length);
    expect(report.governance.released + keptOut + refused.length).toBe(files);
    for (const { reason, codes } of report.governance.held) {
      expect(reason).not.toBe('');
      expect(Object.keys(codes).length).toBeGreaterThan(0);
    }
    expect(report.governance.released).toBeGreaterThan(files * 0.8);
    readableByDcmtk(filesBelow(join(folder, 'demo/delivered/data')).filter(isDicom));
  }, 300_000);

  it('says in one sentence that its port is taken, and leaves nothing running', async () => {
    const folder = freshFolder();
    const taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    const { port } = taken.address() as { port: number };
    const run = startProcess(process.execPath, [program, 'start'], { environment: { MEDBOURSE_HOME: folder, PORT: String(port) } });
    expect((await run.ended).code).toBe(1);
    expect(run.output().trim().split('\n')).toEqual([
      `Port ${port} on 127.0.0.1 is taken by another program; set PORT to another. (server.port-taken)`,
    ]);
    await new Promise((closed) => taken.close(closed));
  });

  it('refuses a first start without an operator, and a demo on a folder in real use', async () => {
    const folder = freshFolder();
    const first = await medbourse(folder, 'start');
    expect((await first.run.ended).code).toBe(1);
    expect(first.run.output()).toContain('server.first-operator-needed');
  }, 60_000);
});

async function lookInABrowser(url: string, number: string): Promise<void> {
  if (!existsSync(CHROMIUM)) throw new Error('chromium is missing: install chromium');
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ locale: 'zh-CN' });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('response', (response) => response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`));
    await page.goto(`${url}/certificates/${number}`);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain(number);
    await page.goto(`${url}/notices`);
    await page.locator('main a').first().click();
    expect(new URL(page.url()).pathname).toMatch(/^\/notices\/[0-9a-f-]{36}$/);
    await page.goto(`${url}/api/docs`);
    await page.getByText('orders', { exact: true }).first().waitFor();
    expect(faults).toEqual([]);
  } finally {
    await browser.close();
  }
}
