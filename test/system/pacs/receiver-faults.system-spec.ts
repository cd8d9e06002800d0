/**
 * Goal: an object counts when it was acknowledged, and nothing is half there: the receiver killed while it receives, a disk that gets full. Method:
 * dcmtk's storescu, which says what was acknowledged, against a real process and a real file system of a few megabytes.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '#libs/kernel';
import { generateChestCtStudy, type WrittenChestCt } from '../../../apps/cli/synthetic';
import { until } from '../../support';
import { contentDigest } from './dicom-comparison';
import { PacsExchange, run } from './pacs-exchange.fixture';

let pacs: PacsExchange;
let folder: string;
let written: WrittenChestCt;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pacs-faults-'));
  written = await generateChestCtStudy({
    patients: 2,
    slicesPerSeries: 60,
    rows: 128,
    columns: 128,
    seed: 'faults',
    folder: join(folder, 'in'),
  });
  pacs = await PacsExchange.start();
}, 120_000);
afterAll(async () => {
  await pacs?.close();
  await rm(folder, { recursive: true });
});

const storescu = (port: number, called: string, ...args: string[]) =>
  run('storescu', 'dcmtk', ['-v', '-aec', called, '+sd', '+r', '127.0.0.1', String(port), join(folder, 'in'), ...args]);

/** Of the files that were sent, those whose answer was success, by their order. */
function acknowledged(out: string): readonly string[] {
  const files: string[] = [];
  for (const line of out.split('\n')) {
    const [, sending] = /Sending file: (.+)$/.exec(line) ?? [];
    if (sending) files.push(sending);
    if (line.includes('Received Store Response') && !line.includes('(Success)')) files.pop();
  }
  const answers = out.split('\n').filter((line) => line.includes('Received Store Response (Success)')).length;
  return files.slice(0, answers);
}

describe('the receiver', () => {
  it('killed in the middle has what it acknowledged; sending again completes it', async () => {
    const asset = await pacs.receivingAsset();
    await pacs.endpoint(asset, { calledAe: 'KILLED' });
    const first = await pacs.startReceiver();
    const sending = storescu(first.port, 'KILLED');
    await until(async () => (await pacs.files(asset)).length >= 20, { timeoutMs: 30_000 });
    await first.receiver.stop('SIGKILL');
    const { out } = await sending;
    const done = acknowledged(out);
    expect(done.length).toBeGreaterThanOrEqual(19);
    expect(done.length).toBeLessThan(written.files.length);
    const there = async () => {
      const files = await pacs.files(asset);
      const bytes = await Promise.all(files.map((file) => pacs.bytesOf(file)));
      expect(bytes.map(sha256Hex)).toEqual(files.map(({ sha256 }) => sha256));
      return Promise.all(bytes.map(contentDigest));
    };
    const kept = new Set(await there());
    const promised = await Promise.all(done.map((file) => contentDigest(file)));
    expect(promised.filter((digest) => !kept.has(digest))).toEqual([]);

    const { port } = await pacs.startReceiver();
    expect((await storescu(port, 'KILLED')).code).toBe(0);
    const source = await Promise.all(written.files.map((file) => contentDigest(join(folder, 'in', file))));
    expect((await there()).sort()).toEqual(source.sort());
  });

  const canMount = process.getuid?.() === 0;
  (canMount ? it : it.skip)(
    'with a full disk says that it is out of resources, keeps what fitted, and takes the rest when there is room',
    async () => {
      const disk = join(folder, 'disk');
      await mkdir(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
      try {
        const asset = await pacs.receivingAsset();
        await pacs.endpoint(asset, { calledAe: 'FULL' });
        const { port, receiver } = await pacs.startReceiver({ STORAGE_URL: `file:${disk}/objects` });
        const { out } = await storescu(port, 'FULL', '--no-halt');
        expect(out).toContain('OutOfResources');
        expect((await pacs.files(asset)).length).toBe(acknowledged(out).length);
        expect((await pacs.files(asset)).length).toBeGreaterThan(0);
        execFileSync('mount', ['-o', 'remount,size=64m', disk]);
        expect((await storescu(port, 'FULL')).code).toBe(0);
        expect((await pacs.files(asset)).length).toBe(written.files.length);
        await receiver.stop('SIGTERM');
      } finally {
        execFileSync('umount', ['-l', disk]);
      }
    },
  );
});
