import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ok, type Result } from '#libs/kernel';
import { type ObjectBatch } from './local-objects';
import { sync, syncFolder } from './synced-file';

/** How many syncs are under way at the same time: the disk writes them in one. */
const SYNCS_AT_ONCE = 4;

export interface FileBatchOptions {
  /** The store's own folder, above those of the organisations. */
  readonly folder: string;
  pathOf(sha256: string): string;
  refusalOf(error: unknown): Result<never>;
}

/** See `ObjectBatch`. A file is synced before it is renamed: what stands under a digest is whole, also after a crash in mid-batch. */
export class FileBatch implements ObjectBatch {
  private readonly made = new Map<string, Promise<unknown>>();
  private readonly unsynced = new Set<string>();

  constructor(private readonly options: FileBatchOptions) {}

  async add(path: string, sha256: string): Promise<Result<void>> {
    try {
      const place = this.options.pathOf(sha256);
      await sync(path);
      await this.madeFolder(dirname(place));
      await rename(path, place);
      return ok(undefined);
    } catch (error) {
      return this.options.refusalOf(error);
    }
  }

  async end(): Promise<Result<void>> {
    const folders = [...this.unsynced];
    const lane = async (): Promise<void> => {
      for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) await syncFolder(folder);
    };
    try {
      await Promise.all(Array.from({ length: SYNCS_AT_ONCE }, lane));
      this.unsynced.clear();
      return ok(undefined);
    } catch (error) {
      return this.options.refusalOf(error);
    }
  }

  private madeFolder(folder: string): Promise<unknown> {
    const known = this.made.get(folder);
    if (known) return known;
    this.unsynced.add(folder);
    const making = mkdir(folder, { recursive: true, mode: 0o700 }).then((first) => {
      // New directories are entries of those above them.
      if (first !== undefined) for (const above of [dirname(folder), this.options.folder]) this.unsynced.add(above);
    });
    this.made.set(folder, making);
    return making;
  }
}
