import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, link, mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { isRefusal, ok, type Result } from '#libs/kernel';
import { type ByteRange, type ObjectStore, type PutOptions, type StoredObject } from './object-store';
import { refuseStorage } from './storage.errors';

const ORGANISATION = /^[0-9a-f-]{36}$/;
const DIGEST = /^[0-9a-f]{64}$/;

/**
 * Objects as files: `<folder>/<organisation>/<two digits>/<digest>`. A new one is written and synced under a name of its own in `incoming/`, then
 * linked into place, and its directory synced: after a crash an object is there whole or not at all.
 */
export class FileObjectStore implements ObjectStore {
  private constructor(private readonly folder: string) {}

  /** Sweeps what a crash left in `incoming/`, older than a day: another process may be writing there now. */
  static async at(folder: string): Promise<FileObjectStore> {
    const incoming = join(folder, 'incoming');
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    await sweep(incoming);
    return new FileObjectStore(folder);
  }

  async put(organisationId: string, bytes: Readable, options: PutOptions = {}): Promise<Result<StoredObject>> {
    const temporary = join(this.folder, 'incoming', randomUUID());
    try {
      const written = await write(temporary, bytes, options);
      if (!written.ok) return written;
      await this.settle(organisationId, written.value.sha256, temporary);
      return written;
    } catch (error) {
      return refusalOf(error);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async open(organisationId: string, sha256: string, range?: ByteRange): Promise<Result<Readable>> {
    const path = this.pathOf(organisationId, sha256);
    try {
      await access(path);
      return ok(createReadStream(path, range && { start: range.first, end: range.last }));
    } catch (error) {
      return isMissing(error) ? refuseStorage('storage.not-found', 'No such object.') : refusalOf(error);
    }
  }

  async stat(organisationId: string, sha256: string): Promise<Result<StoredObject | undefined>> {
    try {
      const { size } = await stat(this.pathOf(organisationId, sha256));
      return ok({ sha256, bytes: size });
    } catch (error) {
      return isMissing(error) ? ok(undefined) : refusalOf(error);
    }
  }

  async delete(organisationId: string, sha256: string): Promise<Result<void>> {
    try {
      await rm(this.pathOf(organisationId, sha256), { force: true });
      return ok(undefined);
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** Hard links fail where the name is taken: the object that is there has the same bytes, and stays. */
  private async settle(organisationId: string, sha256: string, temporary: string): Promise<void> {
    const directory = this.directoryOf(organisationId, sha256);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await link(temporary, join(directory, sha256)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await syncDirectory(directory);
  }

  private pathOf(organisationId: string, sha256: string): string {
    return join(this.directoryOf(organisationId, sha256), sha256);
  }

  private directoryOf(organisationId: string, sha256: string): string {
    if (!ORGANISATION.test(organisationId) || !DIGEST.test(sha256))
      throw new TypeError('an object is named by an organisation and a digest');
    return join(this.folder, organisationId, sha256.slice(0, 2));
  }
}

async function write(path: string, bytes: Readable, { expectedSha256, limitBytes = Infinity }: PutOptions): Promise<Result<StoredObject>> {
  const hash = createHash('sha256');
  let length = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limitBytes) return refuseStorage('storage.too-large', `More than ${limitBytes} bytes.`, { facts: { limitBytes } });
      hash.update(chunk);
      await writeWhole(file, chunk);
    }
    const sha256 = hash.digest('hex');
    if (expectedSha256 !== undefined && expectedSha256 !== sha256) {
      return refuseStorage('storage.digest-mismatch', 'The bytes have another digest than was announced.', { facts: { sha256 } });
    }
    await file.sync();
    return ok({ sha256, bytes: length });
  } finally {
    await file.close();
  }
}

/** A write may take less than it was given. */
async function writeWhole(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let offset = 0; offset < chunk.length;) offset += (await file.write(chunk, offset)).bytesWritten;
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

const DAY_MS = 86_400_000;

async function sweep(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > DAY_MS) await rm(path, { force: true });
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** A source that ends early fails its stream; the file system's errors have codes of their own. */
function refusalOf(error: unknown): Result<never> {
  if (isRefusal((error as { refusal?: unknown }).refusal)) return { ok: false, refusal: (error as { refusal: never }).refusal };
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return refuseStorage('storage.no-space', 'There is no space left where the data is stored.');
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return refuseStorage('storage.broken-off', 'The data broke off before its end.');
    case 'EACCES':
    case 'EROFS':
    case 'EIO':
      return refuseStorage('storage.unavailable', 'The store can not be read or written.');
    default:
      throw error;
  }
}
