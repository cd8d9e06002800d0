import { type Hash } from 'node:crypto';
import { type FileHandle } from 'node:fs/promises';
import { type Readable } from 'node:stream';

/** A network's chunks are small, and each write is a trip to another thread. */
const WRITE_BYTES = 1024 * 1024;
/** The disk begins to write while more comes, so that the sync at the end has little left. */
const SYNC_EVERY_BYTES = 32 * 1024 * 1024;

export interface Part {
  /** Where the first byte goes. */
  readonly at: number;
  /** Where the whole ends. */
  readonly end: number;
  /** Are fed with every byte that is written. */
  readonly hashes: readonly Hash[];
  readonly signal: AbortSignal;
  mayWrite(): boolean;
}

/**
 * `whole`: the stream ended. `broken`: its sender left. `stopped`: the signal or `mayWrite` said so. `too-long`: more came than the whole
 * has. Whatever came before the end, `broken` or `stopped` is written.
 */
export interface WrittenPart {
  readonly how: 'whole' | 'broken' | 'stopped' | 'too-long';
  readonly reached: number;
}

/** Writes a stream into a file from a place on. Throws what the file system throws. */
export async function writePart(file: FileHandle, source: Readable, part: Part): Promise<WrittenPart> {
  const writer = new PlacedWriter(file, part);
  const stop = (): void => void source.destroy();
  part.signal.addEventListener('abort', stop);
  try {
    const how = part.signal.aborted ? 'stopped' : await copy(source, writer, part);
    await writer.end();
    return { how: writer.isStopped ? 'stopped' : how, reached: writer.reached };
  } finally {
    part.signal.removeEventListener('abort', stop);
    await writer.settled();
  }
}

async function copy(source: Readable, writer: PlacedWriter, { end, signal }: Part): Promise<WrittenPart['how']> {
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      if (writer.taken + chunk.length > end) return 'too-long';
      await writer.take(chunk).catch((error: unknown) => {
        failure = { error };
        throw error;
      });
      if (writer.isStopped) return 'stopped';
    }
    return 'whole';
  } catch {
    if (failure) throw failure.error;
    return signal.aborted ? 'stopped' : 'broken';
  }
}

/** One batch is written while the next comes and is hashed; at most two are in memory. */
class PlacedWriter {
  reached: number;
  taken: number;
  isStopped = false;
  private batch: Buffer[] = [];
  private batched = 0;
  private synced: number;
  private writing: Promise<Error | undefined> = Promise.resolve(undefined);
  private syncing: Promise<unknown> | undefined;

  constructor(
    private readonly file: FileHandle,
    private readonly part: Part,
  ) {
    this.reached = this.taken = this.synced = part.at;
  }

  async take(chunk: Buffer): Promise<void> {
    this.batch.push(chunk);
    this.batched += chunk.length;
    this.taken += chunk.length;
    if (this.batched >= WRITE_BYTES) await this.write();
    for (const hash of this.part.hashes) hash.update(chunk);
  }

  async end(): Promise<void> {
    if (this.batched > 0) await this.write();
    const failure = await this.writing;
    if (failure) throw failure;
  }

  async settled(): Promise<void> {
    await this.writing;
    await this.syncing;
  }

  private async write(): Promise<void> {
    const failure = await this.writing;
    if (failure) throw failure;
    if (!this.part.mayWrite()) this.isStopped = true;
    if (this.isStopped) return;
    const { batch, reached } = this;
    const bytes = this.batched;
    [this.batch, this.batched] = [[], 0];
    this.writing = writeAll(this.file, batch, reached).then(() => {
      this.reached = reached + bytes;
      return undefined;
    }, asError);
    this.sync();
  }

  private sync(): void {
    if (this.syncing || this.reached - this.synced < SYNC_EVERY_BYTES) return;
    this.synced = this.reached;
    // What fails here fails again at the sync that counts.
    this.syncing = this.file.datasync().then(
      () => (this.syncing = undefined),
      () => (this.syncing = undefined),
    );
  }
}

/** A write may take less than it was given, which is how a disk that gets full announces it. */
async function writeAll(file: FileHandle, batch: Buffer[], at: number): Promise<void> {
  const { bytesWritten } = await file.writev(batch, at);
  const all = batch.reduce((sum, { length }) => sum + length, 0);
  if (bytesWritten === all) return;
  const rest = Buffer.concat(batch).subarray(bytesWritten);
  for (let offset = 0; offset < rest.length;)
    offset += (await file.write(rest, offset, rest.length - offset, at + bytesWritten + offset)).bytesWritten;
}

const asError = (error: unknown): Error => error as Error;
