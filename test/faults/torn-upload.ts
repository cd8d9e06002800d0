import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../support';
import { type Upload } from './persistent-client';
import { type RealExchange } from './real-exchange';

/** More than the store gathers before it writes, so that a part is on the disk when the sender falls silent. */
const PART_BYTES = 4 * 1024 * 1024;

/** Begins an upload under the file's own name and digest, kills the API when a part of it is on its disk, and starts it again. */
export async function tearUpload(exchange: RealExchange, { url, cookie, file, sha256 }: Upload): Promise<void> {
  const part = Buffer.concat([await readFile(file), Buffer.alloc(PART_BYTES)]);
  const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(part) });
  const headers = { cookie, 'x-content-sha256': sha256, 'content-type': 'application/octet-stream' };
  const answer = fetch(url, { method: 'PUT', headers, body, duplex: 'half' } as RequestInit).then(
    ({ status }) => status,
    () => 'none' as const,
  );
  await until(() => holdsPart(join(exchange.folder, 'objects', 'incoming')), { what: 'a part of the upload on the disk' });
  await exchange.api.end('SIGKILL');
  expect(await answer).toBe('none');
  await exchange.api.start();
  expect(await exchange.look('select 1 from collection_file where sha256 = $1', [sha256])).toEqual([]);
}

async function holdsPart(folder: string): Promise<boolean> {
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found && found.size >= PART_BYTES / 4) return true;
  }
  return false;
}
