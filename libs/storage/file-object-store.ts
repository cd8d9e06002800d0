import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable } from 'node:stream';
import { RefusalError, ok, type Result } from '#libs/kernel';
import { FileBatch } from './file-batch';
import { hashedFile } from './hashed-file';
import { IncomingBytes } from './incoming-bytes';
import { type LocalObjects } from './local-objects';
import { assertOrganisation, objectName } from './object-name';
import { type AdoptOptions, type ByteRange, type ObjectStore, type PutOptions, type StoredObject } from './object-store';
import { refuseStorage } from './storage.errors';

const DAY_MS = 86_400_000;
const READ_BYTES = 256 * 1024;
const WRITE_BYTES = 1024 * 1024;

/**
 * Objects as files. A new one is written and synced under a name of its own in `incoming/`, renamed into place, and its directory synced: after a
 * crash an object is there whole or not at all.
 */
export class FileObjectStore implements ObjectStore {
  readonly local: LocalObjects;

  private constructor(private readonly folder: string) {
    this.local = {
      draftFolder: join(folder, 'incoming'),
      pathOf: (organisationId, sha256) => this.pathOf(organisationId, sha256),
      batch: (organisationId) => new FileBatch({ folder, refusalOf, pathOf: (sha256) => this.pathOf(organisationId, sha256) }),
    };
  }

  /** Sweeps what a crash left in `incoming/`, older than a day: another process may be writing there now. */
  static async at(folder: string): Promise<FileObjectStore> {
    const incoming = join(folder, 'incoming');
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    await sweep(incoming);
    return new FileObjectStore(folder);
  }

  async put(organisationId: string, bytes: Readable, options: PutOptions = {}): Promise<Result<StoredObject>> {
    assertOrganisation(organisationId);
    const temporary = join(this.folder, 'incoming', randomUUID());
    const incoming = new IncomingBytes(bytes, options);
    try {
      await writeSynced(temporary, incoming);
      const whole = incoming.whole();
      if (whole.ok) await this.settle(temporary, this.pathOf(organisationId, whole.value.sha256));
      return whole;
    } catch (error) {
      return refusalOf(error);
    } finally {
      bytes.destroy();
      await rm(temporary, { force: true });
    }
  }

  /** By a hard link, so no byte is written again. Whoever still wrote into the file would write into the object. */
  async adopt(organisationId: string, path: string, options: AdoptOptions = {}): Promise<Result<StoredObject>> {
    assertOrganisation(organisationId);
    const temporary = join(this.folder, 'incoming', randomUUID());
    try {
      const whole = await hashedFile(path, options);
      if (!whole.ok) return whole;
      await sync(path);
      await link(path, temporary);
      await this.settle(temporary, this.pathOf(organisationId, whole.value.sha256));
      return whole;
    } catch (error) {
      if (isUnlinkable(error)) return this.put(organisationId, createReadStream(path, { highWaterMark: WRITE_BYTES }), options);
      return refusalOf(error);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async open(organisationId: string, sha256: string, range?: ByteRange): Promise<Result<Readable>> {
    const path = this.pathOf(organisationId, sha256);
    try {
      const file = await open(path, 'r');
      return ok(file.createReadStream({ highWaterMark: READ_BYTES, start: range?.first, end: range?.last }));
    } catch (error) {
      return isMissing(error) ? refuseStorage('storage.not-found', 'No such object.') : refusalOf(error);
    }
  }

  async stat(organisationId: string, sha256: string): Promise<Result<StoredObject | undefined>> {
    const path = this.pathOf(organisationId, sha256);
    try {
      return ok({ sha256, bytes: (await stat(path)).size });
    } catch (error) {
      return isMissing(error) ? ok(undefined) : refusalOf(error);
    }
  }

  async delete(organisationId: string, sha256: string): Promise<Result<void>> {
    const path = this.pathOf(organisationId, sha256);
    try {
      await rm(path, { force: true });
      return ok(undefined);
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** What is there under the same digest has the same bytes, so replacing it changes nothing, not even for who reads it now. */
  private async settle(temporary: string, path: string): Promise<void> {
    const directory = dirname(path);
    const made = await mkdir(directory, { recursive: true, mode: 0o700 });
    await rename(temporary, path);
    await sync(directory);
    // New directories are entries of those above them.
    if (made !== undefined) for (const above of [dirname(directory), this.folder]) await sync(above);
  }

  private pathOf(organisationId: string, sha256: string): string {
    return join(this.folder, objectName(organisationId, sha256));
  }
}

/** One batch is written while the next is read and hashed; at most two are in memory. */
async function writeSynced(path: string, incoming: IncomingBytes): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  let writing: Promise<unknown> = Promise.resolve();
  const settled = async () => {
    const failure = await writing;
    if (failure) throw failure;
  };
  try {
    for await (const batch of batches(incoming)) {
      await settled();
      writing = writeWhole(file, batch).then(() => undefined, asValue);
    }
    await settled();
    await file.sync();
  } finally {
    await writing;
    await file.close();
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
async function writeWhole(file: FileHandle, batch: Buffer[]): Promise<void> {
  const { bytesWritten } = await file.writev(batch);
  const all = batch.reduce((sum, { length }) => sum + length, 0);
  if (bytesWritten === all) return;
  const rest = Buffer.concat(batch).subarray(bytesWritten);
  for (let offset = 0; offset < rest.length;) offset += (await file.write(rest, offset)).bytesWritten;
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function sweep(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > DAY_MS) await rm(path, { recursive: true, force: true });
  }
}

/** Another file system, or one without hard links. */
const isUnlinkable = (error: unknown): boolean =>
  ['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP'].includes((error as NodeJS.ErrnoException).code ?? '');

const asValue = (error: unknown): unknown => error;

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

function refusalOf(error: unknown): Result<never> {
  if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return refuseStorage('storage.no-space', 'There is no space left where the data is stored.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EIO':
    case 'EMFILE':
    case 'ENFILE':
      return refuseStorage('storage.unavailable', 'The store can not be read or written.');
    default:
      throw error;
  }
}
