import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ok, type Result } from '#libs/kernel';
import { IncomingBytes } from './incoming-bytes';
import { type AdoptOptions, type StoredObject } from './object-store';
import { digestMismatch, tooLarge } from './storage.errors';

const READ_BYTES = 1024 * 1024;

/** What a file is, read to its end where nobody hashed it before. Refuses `storage.too-large`, `storage.digest-mismatch`; throws the file system's error. */
export async function hashedFile(path: string, options: AdoptOptions): Promise<Result<StoredObject>> {
  const { hashed, limitBytes = Infinity, expectedSha256 } = options;
  const { size } = await stat(path);
  if (size > limitBytes) return tooLarge(limitBytes);
  if (hashed && hashed.bytes !== size) throw new Error('the file has another length than was hashed');
  if (!hashed) return readThrough(path, options);
  return expectedSha256 === undefined || expectedSha256 === hashed.sha256 ? ok(hashed) : digestMismatch(hashed.sha256);
}

async function readThrough(path: string, options: AdoptOptions): Promise<Result<StoredObject>> {
  const incoming = new IncomingBytes(createReadStream(path, { highWaterMark: READ_BYTES }), options);
  for await (const chunk of incoming) void chunk;
  return incoming.whole();
}
