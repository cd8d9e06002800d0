import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomFillSync } from 'node:crypto';
import { sha256Of } from '../../apps/cli/demo/collection.act';
import { newAsset, newHospital, withExchange } from './bench-exchange';
import { ROUNDS } from './case-anchor';
import { figure, inTurns, type Figure } from './figure';
import { memoryOf } from './process-memory';

const MEGABYTE = 1024 * 1024;
const FILE_MB = 256;

/** A file by the PUT route, hashed and synced, against writing the same bytes and syncing them. */
export const uploadBench = (): Promise<Figure> =>
  withExchange(async (exchange) => {
    const { folder } = exchange.database;
    const person = await newHospital(exchange);
    const assetId = await newAsset(person);
    const collection = await person.open(`/api/assets/${assetId}/collections`, { part: 'version' });
    await person.command('collections', collection, 'begin-receiving');
    const source = join(folder, 'upload.bin');
    let round = 0;
    const ours = async (): Promise<number> => {
      // Other bytes each time: the same ones are in the store already.
      await writeRandom(source, (round += 1));
      const sha256 = await sha256Of(source);
      return rateOf(() => person.putFile(`/api/collections/${collection}/files/${round}.bin`, source, sha256));
    };
    const turns = await inTurns(ROUNDS, ours, async () => {
      await writeRandom(source, 0);
      return rateOf(() => copyAndSync(source, join(folder, 'copy.bin')));
    });
    const { peakMb } = await memoryOf(exchange.server.pids.api!);
    return figure('upload', 'MB/s', turns, { 'file, MB': FILE_MB, 'API at the highest, MB (limit 256)': peakMb });
  });

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
