import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writevSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { type ByteSource } from './byte-source';
import { COPY_BYTES, LARGEST_SYNCHRONOUS_BYTES } from './input-file';
import { type Chunk } from './writer';

const PROCESS_MARK = randomBytes(6).toString('hex');
let written = 0;

export interface WrittenFile {
  readonly sha256: string;
  readonly bytes: number;
}

/** Writes under another name in the same folder and renames: whoever sees the file sees all of it. */
export async function writeOutput(path: string, chunks: readonly Chunk[], source: ByteSource): Promise<WrittenFile> {
  const partial = `${path}.${PROCESS_MARK}${(written += 1)}.part`;
  if (source.size <= LARGEST_SYNCHRONOUS_BYTES) return writeAtOnce(partial, path, chunks, source);
  const handle = await open(partial, 'wx');
  try {
    const result = await writeChunks(handle, chunks, source);
    await handle.close();
    await rename(partial, path);
    return result;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

function writeAtOnce(partial: string, path: string, chunks: readonly Chunk[], source: ByteSource): WrittenFile {
  const buffers = [...pieces(chunks, source)];
  const sum = createHash('sha256');
  for (const buffer of buffers) sum.update(buffer);
  const bytes = buffers.reduce((total, buffer) => total + buffer.length, 0);
  const fd = openSync(partial, 'wx');
  try {
    const accepted = writevSync(fd, buffers);
    if (accepted < bytes) writevSync(fd, [Buffer.concat(buffers).subarray(accepted)]);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  return { sha256: sum.digest('hex'), bytes };
}

async function writeChunks(handle: FileHandle, chunks: readonly Chunk[], source: ByteSource): Promise<WrittenFile> {
  const sum = createHash('sha256');
  let bytes = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  for (const piece of pieces(chunks, source)) {
    sum.update(piece);
    bytes += piece.length;
    pending.push(piece);
    pendingBytes += piece.length;
    if (pendingBytes < COPY_BYTES) continue;
    await writeAll(handle, pending);
    [pending, pendingBytes] = [[], 0];
  }
  if (pending.length > 0) await writeAll(handle, pending);
  return { sha256: sum.digest('hex'), bytes };
}

function* pieces(chunks: readonly Chunk[], source: ByteSource): Generator<Buffer> {
  for (const chunk of chunks) {
    if (Buffer.isBuffer(chunk)) yield chunk;
    else
      for (let start = chunk.start; start < chunk.end; start += COPY_BYTES)
        yield source.bytes(start, Math.min(COPY_BYTES, chunk.end - start));
  }
}

/** writev may write less than asked; the rest goes on one by one. */
async function writeAll(handle: FileHandle, buffers: Buffer[]): Promise<void> {
  const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  const { bytesWritten } = await handle.writev(buffers);
  if (bytesWritten < total) await handle.appendFile(Buffer.concat(buffers).subarray(bytesWritten));
}
