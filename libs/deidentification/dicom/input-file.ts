import { createHash, hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { FileSource, MemorySource, type ByteSource } from './byte-source';

/** Up to here a file is read into memory in one piece; larger ones are read where they lie, so memory stays bounded. */
const LARGEST_IN_MEMORY_BYTES = 24 * 1024 * 1024;
/** A slice is read and written in about a millisecond; handing that to the thread pool costs as much CPU again. */
export const LARGEST_SYNCHRONOUS_BYTES = 2 * 1024 * 1024;
export const COPY_BYTES = 1024 * 1024;

export interface InputFile {
  readonly source: ByteSource;
  readonly size: number;
  sha256(): Promise<string>;
  close(): Promise<void>;
}

export async function openInput(path: string): Promise<InputFile> {
  const { size } = statSync(path);
  if (size <= LARGEST_IN_MEMORY_BYTES) {
    const content = size <= LARGEST_SYNCHRONOUS_BYTES ? readFileSync(path) : await readFile(path);
    return {
      source: new MemorySource(content),
      size: content.length,
      sha256: () => Promise.resolve(hash('sha256', content)),
      close: () => Promise.resolve(),
    };
  }
  const handle = await open(path, 'r');
  return { source: new FileSource(handle.fd, size), size, sha256: () => hashFile(handle, size), close: () => handle.close() };
}

async function hashFile(handle: FileHandle, size: number): Promise<string> {
  const sum = createHash('sha256');
  const buffer = Buffer.allocUnsafe(COPY_BYTES);
  for (let offset = 0; offset < size;) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(COPY_BYTES, size - offset), offset);
    if (bytesRead === 0) throw new Error('the file became shorter while it was read');
    sum.update(buffer.subarray(0, bytesRead));
    offset += bytesRead;
  }
  return sum.digest('hex');
}
