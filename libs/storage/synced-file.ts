import { closeSync, fsync, open, openSync, writev } from 'node:fs';
import { promisify } from 'node:util';
import { GroupedCalls } from '#libs/kernel';

/*
 * Every call that waits for another thread costs as much as to copy a hundred kilobytes. Those below that may wait for a disk do so; to close a
 * file that is synced, or to open a folder that was just written to, waits for nothing.
 */
const opened = promisify(open);
const synced = promisify(fsync);
const written = promisify(writev);

const WRITE_BYTES = 1024 * 1024;

/** A new file of what streams in, synced when it resolves. One batch is written while the next is read; at most two are in memory. */
export async function writeSynced(path: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  const file = await opened(path, 'wx', 0o600);
  let writing: Promise<unknown> = Promise.resolve();
  const settled = async () => {
    const failure = await writing;
    if (failure) throw failure;
  };
  try {
    for await (const batch of batches(chunks)) {
      await settled();
      writing = writeWhole(file, batch).then(() => undefined, asValue);
    }
    await settled();
    await synced(file);
  } finally {
    await writing;
    closeSync(file);
  }
}

/**
 * One sync serves all who came before it began, and where it fails it fails for each: asked again, a kernel may say that all is well although what was to
 * be written is lost.
 */
const folderSyncs = new GroupedCalls<string, unknown>(async (folders) => {
  const failure = await sync(folders[0]!).then(() => undefined, asValue);
  return folders.map(() => failure);
}, Infinity);

/** New names in a folder count when it is synced. */
export async function syncFolder(path: string): Promise<void> {
  const failure = await folderSyncs.perform(path, path);
  if (failure) throw failure as Error;
}

/** What is in a file that another wrote. */
export async function sync(path: string): Promise<void> {
  const file = openSync(path, 'r');
  try {
    await synced(file);
  } finally {
    closeSync(file);
  }
}

/** A network's chunks are small, and each write is a trip to another thread. */
async function* batches(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let batch: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    batch.push(chunk);
    bytes += chunk.length;
    if (bytes < WRITE_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** A write may take less than it was given, which is how a disk that gets full announces it. */
async function writeWhole(file: number, batch: Buffer[]): Promise<void> {
  let rest = batch;
  for (let left = batch.reduce((sum, { length }) => sum + length, 0); left > 0;) {
    const { bytesWritten } = await written(file, rest);
    left -= bytesWritten;
    if (left > 0) rest = [Buffer.concat(rest).subarray(bytesWritten)];
  }
}

const asValue = (error: unknown): unknown => error;
