import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable } from 'node:stream';
import { RefusalError, ok, type Result } from '#libs/kernel';
import { DurableFolders } from './durable-folders';
import { FileBatch } from './file-batch';
import { hashedFile } from './hashed-file';
import { IncomingBytes } from './incoming-bytes';
import { type LocalObjects } from './local-objects';
import { assertOrganisation, objectName } from './object-name';
import { type AdoptOptions, type ByteRange, type ObjectStore, type PutOptions, type StoredObject } from './object-store';
import { refuseStorage } from './storage.errors';
import { sync, writeSynced } from './synced-file';

const DAY_MS = 86_400_000;
const READ_BYTES = 256 * 1024;

/**
 * Objects as files. A new one is written and synced under a name of its own in `incoming/`, renamed into place, and its directory synced: after a
 * crash an object is there whole or not at all.
 */
export class FileObjectStore implements ObjectStore {
  readonly local: LocalObjects;
  private readonly folders: DurableFolders;

  private constructor(private readonly folder: string) {
    this.folders = new DurableFolders(folder);
    this.local = {
      draftFolder: join(folder, 'incoming'),
      pathOf: (organisationId, sha256) => this.pathOf(organisationId, sha256),
      batch: (organisationId) =>
        new FileBatch({ folders: this.folders, refusalOf, pathOf: (sha256) => this.pathOf(organisationId, sha256) }),
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
    let inPlace = false;
    try {
      await writeSynced(temporary, incoming);
      const whole = incoming.whole();
      if (whole.ok) await this.settle(temporary, this.pathOf(organisationId, whole.value.sha256));
      inPlace = whole.ok;
      return whole;
    } catch (error) {
      return refusalOf(error);
    } finally {
      bytes.destroy();
      if (!inPlace) await rm(temporary, { force: true });
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
      if (isUnlinkable(error)) return this.put(organisationId, createReadStream(path, { highWaterMark: READ_BYTES }), options);
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
    await this.folders.move(temporary, path);
    await this.folders.keep(dirname(path));
  }

  private pathOf(organisationId: string, sha256: string): string {
    return join(this.folder, objectName(organisationId, sha256));
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
