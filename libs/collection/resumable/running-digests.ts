import { createHash, type Hash } from 'node:crypto';

/** Uploads between two parts whose hashes are kept; one more, and the oldest is hashed from its file at the end. */
const KEPT = 1000;

/** A digest so far, and of how many bytes. */
export interface RunningDigest {
  readonly hash: Hash;
  readonly bytes: number;
}

/**
 * SHA-256 of uploads as they come, so that the last part need not read the whole again. Kept in this process alone: where another one, or the
 * same after a crash, takes an upload on, there is none and the file is read.
 */
export class RunningDigests {
  private readonly kept = new Map<string, RunningDigest>();

  /** Takes out the digest of so many bytes; undefined where it isn't known. */
  take(id: string, bytes: number): RunningDigest | undefined {
    const known = this.kept.get(id);
    this.kept.delete(id);
    if (bytes === 0) return { hash: createHash('sha256'), bytes: 0 };
    return known?.bytes === bytes ? known : undefined;
  }

  keep(id: string, digest: RunningDigest): void {
    this.kept.set(id, digest);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}
