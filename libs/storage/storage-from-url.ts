import { fileURLToPath } from 'node:url';
import { ok, type Result } from '#libs/kernel';
import { FileObjectStore } from './file-object-store';
import { type ObjectStore } from './object-store';
import { refuseStorage } from './storage.errors';

/** The store at `file:<folder>`. Refuses `storage.unusable-url`, `storage.unavailable`. */
export async function storageFromUrl(url: string): Promise<Result<ObjectStore>> {
  if (!url.startsWith('file:')) return refuseStorage('storage.unusable-url', 'STORAGE_URL must begin with file:.');
  try {
    return ok(await FileObjectStore.at(url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length)));
  } catch (error) {
    return refuseStorage('storage.unavailable', 'The folder of the objects can not be written.', {
      facts: { code: String((error as NodeJS.ErrnoException).code) },
    });
  }
}
