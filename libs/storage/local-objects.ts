import { type Result } from '#libs/kernel';

/**
 * Objects that are files of this machine: programs that want a path read them where they lie, and what they make becomes an object without
 * being copied.
 */
export interface LocalObjects {
  /** On the same file system as the objects; what lies in it is none. Swept of what is older than a day when a process opens the store. */
  readonly draftFolder: string;
  /** Where an object lies, whether it is there or not. To be read only. Throws TypeError as `ObjectStore.open` does. */
  pathOf(organisationId: string, sha256: string): string;
  /** Begins to make objects of files; each batch is for one worker. */
  batch(organisationId: string): ObjectBatch;
}

/** Many files at once: each is synced before it gets its name, the folders that they stand in once at the end. */
export interface ObjectBatch {
  /**
   * Makes an object of a finished file of the draft folder, which is gone then. The digest is the caller's word: he hashed what he wrote.
   * It can be read from now on, but counts only when `end` resolved. Refuses as `ObjectStore.put`.
   */
  add(path: string, sha256: string): Promise<Result<void>>;
  /** Whatever was added outlives a crash once this resolves. */
  end(): Promise<Result<void>>;
}
