import { createHash, hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
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
  /** Ends the use of `source`: its bytes may then be another file's. */
  close(): Promise<void>;
}

export async function openInput(path: string | Buffer): Promise<InputFile> {
  const fd = openSync(path, 'r');
  let size: number;
  try {
    size = fstatSync(fd).size;
    if (size <= LARGEST_SYNCHRONOUS_BYTES) return openSlice(fd, size);
  } finally {
    closeSync(fd);
  }
  if (size <= LARGEST_IN_MEMORY_BYTES) return inMemory(await readFile(path), () => undefined);
  const handle = await open(path, 'r');
  return { source: new FileSource(handle.fd, size), size, sha256: () => hashFile(handle, size), close: () => handle.close() };
}

function inMemory(content: Buffer, free: () => void): InputFile {
  return {
    source: new MemorySource(content),
    size: content.length,
    sha256: () => Promise.resolve(hash('sha256', content)),
    close: () => Promise.resolve(free()),
  };
}

/** Memory of files that were closed: to take fresh pages for each slice costs a third of what hashing it does. */
const spare: Buffer[] = [];
const MOST_SPARE = 4;

function openSlice(fd: number, size: number): InputFile {
  const memory = spare.pop() ?? Buffer.allocUnsafeSlow(LARGEST_SYNCHRONOUS_BYTES);
  let open = true;
  const free = (): void => {
    if (open && spare.length < MOST_SPARE) spare.push(memory);
    open = false;
  };
  try {
    return inMemory(memory.subarray(0, readFully(fd, memory, size)), free);
  } catch (error) {
    free();
    throw error;
  }
}

/** Bytes read: fewer than `size` where the file became shorter meanwhile. */
function readFully(fd: number, memory: Buffer, size: number): number {
  let done = 0;
  while (done < size) {
    const read = readSync(fd, memory, done, size - done, null);
    if (read === 0) break;
    done += read;
  }
  return done;
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
