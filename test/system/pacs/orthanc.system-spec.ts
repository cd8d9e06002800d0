/**
 * Goal: an archive as hospitals run it sends by C-STORE and by DICOMweb, and every object arrives as it left. Method: Orthanc in a network of its own,
 * filled with synthetic studies, sends them to the receiver and to the API; contents compared with the source, digests with the bytes.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '#libs/kernel';
import { generateChestCtStudy, type WrittenChestCt } from '../../../apps/cli/synthetic';
import { contentDigest } from './dicom-comparison';
import { Orthanc } from './orthanc.fixture';
import { PacsExchange, type ReceivingAsset, type StoredFile } from './pacs-exchange.fixture';

let pacs: PacsExchange;
let orthanc: Orthanc;
let folder: string;
let written: WrittenChestCt;
let asset: ReceivingAsset;
let source: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pacs-orthanc-'));
  written = await generateChestCtStudy({ patients: 2, slicesPerSeries: 4, rows: 64, columns: 64, seed: 'orthanc', folder });
  source = (await Promise.all(written.files.map((file) => contentDigest(join(folder, file))))).sort();
  pacs = await PacsExchange.start();
  const { port } = await pacs.startReceiver();
  asset = await pacs.receivingAsset();
  await pacs.endpoint(asset, { calledAe: 'CHEST_CT', callingAes: ['ORTHANC'] });
  orthanc = await Orthanc.start({
    receiverPort: port,
    apiPort: Number(new URL(pacs.api.url).port),
    calledAe: 'CHEST_CT',
    callingAe: 'ORTHANC',
    dicomWebPath: `/api/collections/${asset.caseId}/dicom-web`,
    token: pacs.token,
  });
  for (const file of written.files) await orthanc.upload(await readFile(join(folder, file)));
}, 120_000);
afterAll(async () => {
  await orthanc?.stop();
  await pacs?.close();
  await rm(folder, { recursive: true });
});

async function contents(under: string): Promise<readonly string[]> {
  const files = (await pacs.files(asset)).filter(({ path }) => path.startsWith(under));
  return (await Promise.all(files.map(contentOf))).sort();
}

async function contentOf(file: StoredFile): Promise<string> {
  const bytes = await pacs.bytesOf(file);
  expect(sha256Hex(bytes)).toBe(file.sha256);
  return contentDigest(bytes);
}

describe('Orthanc', () => {
  it('sends by C-STORE', async () => {
    const report = await orthanc.send('/modalities/medbourse/store');
    expect(report).toMatchObject({ InstancesCount: written.files.length, FailedInstancesCount: 0 });
    expect(await contents('pacs/ORTHANC/')).toEqual(source);
  });

  it('sends by STOW-RS with a token', async () => {
    await orthanc.send('/dicom-web/servers/medbourse/stow');
    expect(await contents('dicom-web/')).toEqual(source);
  });

  it('sends again, and nothing is there twice', async () => {
    const before = await pacs.files(asset);
    await orthanc.send('/modalities/medbourse/store');
    await orthanc.send('/dicom-web/servers/medbourse/stow');
    expect(await pacs.files(asset)).toEqual(before);
  });
});
