import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './synced-file';

/** Each organisation has 256. */
const MOST_KNOWN = 16_384;

/** Folders below a root that hold new names: a name counts when its folder is synced, and each folder above that may be new itself. */
export class DurableFolders {
  /** Those of which this process knows that they survive a crash: whoever made one may not have come to sync it among those above it. */
  private readonly known = new Set<string>();

  constructor(private readonly root: string) {}

  /** Gives a file its name, which does not count yet. Makes the folders above where they lack. */
  async move(from: string, to: string): Promise<void> {
    try {
      await rename(from, to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      await rename(from, to);
    }
  }

  /** New names in a folder outlive a crash once this resolves. Throws the file system's error. */
  async keep(folder: string): Promise<void> {
    await syncFolder(folder);
    if (folder === this.root || this.known.has(folder)) return;
    await this.keep(dirname(folder));
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.add(folder);
  }
}
