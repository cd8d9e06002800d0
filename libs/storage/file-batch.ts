import { dirname } from 'node:path';
import { ok, type Result } from '#libs/kernel';
import { type DurableFolders } from './durable-folders';
import { type ObjectBatch } from './local-objects';
import { sync } from './synced-file';

/** How many syncs are under way at the same time: the disk writes them in one. */
const SYNCS_AT_ONCE = 4;

export interface FileBatchOptions {
  readonly folders: DurableFolders;
  pathOf(sha256: string): string;
  refusalOf(error: unknown): Result<never>;
}

/** See `ObjectBatch`. A file is synced before it is renamed: what stands under a digest is whole, also after a crash in mid-batch. */
export class FileBatch implements ObjectBatch {
  /** Folders with new names that are not synced. */
  private readonly unsynced = new Set<string>();

  constructor(private readonly options: FileBatchOptions) {}

  async add(path: string, sha256: string): Promise<Result<void>> {
    try {
      const place = this.options.pathOf(sha256);
      await sync(path);
      await this.options.folders.move(path, place);
      this.unsynced.add(dirname(place));
      return ok(undefined);
    } catch (error) {
      return this.options.refusalOf(error);
    }
  }

  async end(): Promise<Result<void>> {
    const folders = [...this.unsynced];
    const lane = async (): Promise<void> => {
      for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) await this.options.folders.keep(folder);
    };
    try {
      await Promise.all(Array.from({ length: SYNCS_AT_ONCE }, lane));
      this.unsynced.clear();
      return ok(undefined);
    } catch (error) {
      return this.options.refusalOf(error);
    }
  }
}
