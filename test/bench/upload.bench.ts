import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomFillSync } from 'node:crypto';
import { sha256Of } from '../../apps/cli/demo/collection.act';
import { ServerClient, type ServerAnswer } from '../../apps/cli/submit/server-client';
import { newAsset, newHospital, withExchange } from './bench-exchange';
import { ROUNDS } from './case-anchor';
import { figure, inTurns, median, rounded, type Figure } from './figure';
import { memoryOf } from './process-memory';

const MEGABYTE = 1024 * 1024;
const FILE_MB = 256;

/**
 * A file as the command line sends large ones, hashed, synced and entered, against writing the same bytes and syncing them. The client hashes nothing
 * meanwhile: it knows what it sends.
 */
export const uploadBench = (): Promise<Figure> =>
  withExchange(async (exchange) => {
    const { folder } = exchange.database;
    const person = await newHospital(exchange);
    const assetId = await newAsset(person);
    const collection = await person.open(`/api/assets/${assetId}/collections`, { part: 'version' });
    await person.command('collections', collection, 'begin-receiving');
    const { token } = await person.post<{ token: string }>('/api/tokens', { name: 'bench', roles: ['it'], days: 1 });
    const client = new ServerClient(new URL(exchange.server.url), token, new AbortController().signal);
    const source = join(folder, 'upload.bin');
    let round = 0;
    const sent = async (send: (upload: BenchUpload) => Promise<ServerAnswer>): Promise<number> => {
      // Other bytes each time: the same ones are in the store already.
      await writeRandom(source, (round += 1));
      const upload = { client, collection, source, name: `${round}.bin`, sha256: await sha256Of(source) };
      return rateOf(async () => {
        const { status, body } = await send(upload);
        if (status >= 300) throw new Error(JSON.stringify(body));
      });
    };
    const puts: number[] = [];
    const anchor = async (): Promise<number> => {
      puts.push(await sent(byPut));
      await writeRandom(source, 0);
      return rateOf(() => copyAndSync(source, join(folder, 'copy.bin')));
    };
    const turns = await inTurns(ROUNDS, () => sent(byTus), anchor);
    client.close();
    const { peakMb } = await memoryOf(exchange.server.pids.api!);
    const details = { 'file, MB': FILE_MB, 'by plain PUT, MB/s': rounded(median(puts)), 'API at the highest, MB (limit 256)': peakMb };
    return figure('upload', 'MB/s', turns, details);
  });

interface BenchUpload {
  readonly client: ServerClient;
  readonly collection: string;
  readonly source: string;
  readonly name: string;
  readonly sha256: string;
}

const FILE_BYTES = FILE_MB * MEGABYTE;

const streamOf = (source: string) => ({ length: FILE_BYTES, open: () => createReadStream(source, { highWaterMark: MEGABYTE }) });

const byPut = ({ client, collection, source, name, sha256 }: BenchUpload): Promise<ServerAnswer> =>
  client.send({
    method: 'PUT',
    path: `/api/collections/${collection}/files/${name}`,
    headers: { 'x-content-sha256': sha256, 'content-type': 'application/octet-stream' },
    stream: streamOf(source),
  });

async function byTus({ client, collection, source, name, sha256 }: BenchUpload): Promise<ServerAnswer> {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const announced = await client.send({
    method: 'POST',
    path: `/api/collections/${collection}/uploads`,
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(FILE_BYTES),
      'upload-metadata': `path ${base64(name)},sha256 ${base64(sha256)}`,
    },
  });
  return client.send({
    method: 'PATCH',
    path: String(announced.headers['location']),
    headers: { 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    stream: streamOf(source),
  });
}

async function rateOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return FILE_MB / ((performance.now() - began) / 1000);
}

async function writeRandom(path: string, round: number): Promise<void> {
  const block = randomFillSync(Buffer.alloc(MEGABYTE));
  const file = await open(path, 'w');
  for (let count = 0; count < FILE_MB; count += 1) {
    block.writeUInt32BE(count + round * FILE_MB);
    await file.write(block);
  }
  await file.sync();
  await file.close();
}

async function copyAndSync(from: string, to: string): Promise<void> {
  await rm(to, { force: true });
  const file = await open(to, 'w');
  for await (const chunk of createReadStream(from, { highWaterMark: MEGABYTE })) await file.write(chunk as Buffer);
  await file.sync();
  await file.close();
}
