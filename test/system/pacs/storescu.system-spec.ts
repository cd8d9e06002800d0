/**
 * Goal: what a device or archive sends by C-STORE is in the collection as it was sent, and an object that was acknowledged is there, whatever happens.
 * Method: dcmtk's storescu, dcmsend and echoscu against the receiver as a process, the files compared with their source.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateChestCtStudy, type WrittenChestCt } from '../../../apps/cli/synthetic';
import { contentDigest } from './dicom-comparison';
import { PacsExchange, run, type ReceivingAsset } from './pacs-exchange.fixture';

let pacs: PacsExchange;
let folder: string;
let written: WrittenChestCt;
let port: number;
let asset: ReceivingAsset;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pacs-system-'));
  written = await generateChestCtStudy({ patients: 2, slicesPerSeries: 8, rows: 64, columns: 64, seed: 'pacs', folder });
  pacs = await PacsExchange.start();
  ({ port } = await pacs.startReceiver());
  asset = await pacs.receivingAsset();
  await pacs.endpoint(asset, { calledAe: 'CHEST_CT', callingAes: ['STORESCU', 'DCMSEND', 'CT_1', 'CT_2', 'CT_3', 'CT_4', 'ECHOSCU'] });
});
afterAll(async () => {
  await pacs.close();
  await rm(folder, { recursive: true });
});

const storescu = (...args: string[]) => run('storescu', 'dcmtk', ['-aec', 'CHEST_CT', '127.0.0.1', String(port), ...args]);

describe('C-ECHO', () => {
  it('is answered', async () => {
    expect(await run('echoscu', 'dcmtk', ['-aec', 'CHEST_CT', '127.0.0.1', String(port)])).toEqual({ code: 0, out: '' });
  });
});

describe('C-STORE', () => {
  it('keeps every object of four parallel associations as it was sent, in rows under pseudonyms', async () => {
    const sent = await Promise.all([1, 2, 3, 4].map((number) => storescu('-aet', `CT_${number}`, '+sd', '+r', folder)));
    expect(sent).toEqual(sent.map(() => ({ code: 0, out: '' })));
    const files = await pacs.files(asset);
    expect(files.length).toBe(4 * written.files.length);
    const source = await Promise.all(written.files.map((file) => contentDigest(join(folder, file))));
    const kept = await Promise.all(
      files.filter(({ path }) => path.startsWith('pacs/CT_1/')).map(async (file) => contentDigest(await pacs.bytesOf(file))),
    );
    expect(kept.sort()).toEqual(source.sort());
    const of = { organisationId: pacs.organisationId, caseId: asset.caseId };
    const { value } = (await pacs.api.exchange.services.collection.imaging.summary(of)) as { value: object };
    expect(value).toMatchObject({
      patients: 2,
      files: files.length,
      instances: written.files.length,
      duplicates: files.length - written.files.length,
      unplaced: 0,
    });
    const rows = await pacs.api.database.look<{ all: string }>(
      `select string_agg(t::text, ' ') as all from (select * from collected_study) t union all select string_agg(t::text, ' ') from collected_series t
       union all select string_agg(t::text, ' ') from collected_instance t`,
    );
    const text = rows.map(({ all }) => all).join(' ');
    expect(written.identities.filter(({ value: planted }) => planted.length >= 4 && text.includes(planted))).toEqual([]);
  });
});
