import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { open, type Entry, type Options, type ZipFile } from 'yauzl';
import { actor, type Play } from './play';
import { sha256Of } from './collection.act';

/** What the buyer really received. */
export interface Delivery {
  readonly files: number;
  readonly bytes: number;
  /** Of the archive, as the buyer computed it. */
  readonly sha256: string;
  readonly folder: string;
}

interface OrderDocument {
  readonly delivery: { readonly state: string; readonly code: string | null };
}

/** The buyer asks for a link, fetches the archive, hashes it while it comes, and unpacks it. */
export async function downloadDelivery(play: Play, orderId: string, folder: string): Promise<Delivery> {
  const buyer = actor(play, 'purchaser');
  await ready(play, orderId);
  play.say('purchaser', '下载 downloads');
  const { link } = await buyer.post<{ link: string }>(`/api/orders/${orderId}/delivery-links`, {});
  const archive = join(folder, 'delivery.zip');
  await mkdir(folder, { recursive: true });
  const response = await buyer.download(link);
  await pipeline(Readable.fromWeb(response.body as never), createWriteStream(archive));
  const unpacked = join(folder, 'delivered');
  await rm(unpacked, { recursive: true, force: true });
  const { files, bytes } = await unpack(archive, unpacked);
  return { files, bytes, sha256: await sha256Of(archive), folder: unpacked };
}

/** The hospital's home checks every object first. */
async function ready(play: Play, orderId: string): Promise<void> {
  const prepared = await actor(play, 'purchaser').waitUntil<OrderDocument>(
    'orders',
    orderId,
    ({ data }) => data.delivery.state !== 'preparing',
  );
  if (prepared.data.delivery.state === 'failed') throw new Error(`the delivery failed: ${prepared.data.delivery.code}`);
}

/** Writes every entry below the folder; an archive that points elsewhere is refused, whoever made it. */
async function unpack(archive: string, folder: string): Promise<{ files: number; bytes: number }> {
  const zip = await promisify<string, Options, ZipFile>(open)(archive, { lazyEntries: true, autoClose: true });
  const openEntry = promisify(
    zip.openReadStream.bind(zip) as (entry: Entry, done: (error: Error | null, stream: Readable) => void) => void,
  );
  let [files, bytes] = [0, 0];
  for (let entry = await nextEntry(zip); entry; entry = await nextEntry(zip)) {
    const path = resolve(folder, entry.fileName);
    if (!path.startsWith(resolve(folder) + sep)) throw new Error(`the archive names ${entry.fileName}, outside its folder`);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await openEntry(entry), createWriteStream(path));
    if (!entry.fileName.startsWith('data/')) continue;
    files += 1;
    bytes += entry.uncompressedSize;
  }
  return { files, bytes };
}

function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((found, failed) => {
    const settle = (entry?: Entry): void => {
      zip.removeAllListeners();
      found(entry);
    };
    zip.once('entry', settle);
    zip.once('end', () => settle());
    zip.once('error', failed);
    zip.readEntry();
  });
}
