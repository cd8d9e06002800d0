import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { ok, type Result } from '#libs/kernel';
import { refuseStorage } from '#libs/storage';

export interface Spooled {
  /** Open for reading. One that `spool` made has no name: it is gone when it is closed, also by a crash. */
  readonly file: FileHandle;
  readonly bytes: number;
}

export interface SpoolOptions {
  readonly limitBytes: number;
  readonly expectedSha256?: string;
}

/**
 * What streams in, as a file at the home that can be read at any place. Whoever gets it closes it.
 * Refuses `storage.too-large`, `storage.digest-mismatch`, `storage.no-space`, `storage.broken-off`.
 */
export async function spool(folder: string, stream: Readable, options: SpoolOptions): Promise<Result<Spooled>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  const file = await open(path, 'wx+', 0o600);
  try {
    await rm(path);
    const bytes = await writeAll(file, stream, options);
    if (bytes.ok) return ok({ file, bytes: bytes.value });
    await file.close();
    return bytes;
  } catch (error) {
    await file.close();
    return refusalOf(error);
  }
}

async function writeAll(file: FileHandle, stream: Readable, { limitBytes, expectedSha256 }: SpoolOptions): Promise<Result<number>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (bytes + chunk.length > limitBytes)
      return refuseStorage('storage.too-large', `An archive has ${limitBytes} bytes at the most.`, { facts: { limitBytes } });
    hash.update(chunk);
    for (let offset = 0; offset < chunk.length;) {
      const { bytesWritten } = await file.write(chunk, offset, chunk.length - offset, bytes);
      offset += bytesWritten;
      bytes += bytesWritten;
    }
  }
  const sha256 = hash.digest('hex');
  return expectedSha256 === undefined || expectedSha256 === sha256
    ? ok(bytes)
    : refuseStorage('storage.digest-mismatch', 'The archive has another digest than was announced.', { facts: { sha256 } });
}

function refusalOf(error: unknown): Result<never> {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return refuseStorage('storage.no-space', 'There is no space left where the data is received.');
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return refuseStorage('storage.broken-off', 'The archive broke off before its end.');
    default:
      throw error;
  }
}
