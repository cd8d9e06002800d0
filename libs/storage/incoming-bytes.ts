import { createHash } from 'node:crypto';
import { type Readable } from 'node:stream';
import { RefusalError, ok, type Result } from '#libs/kernel';
import { type PutOptions, type StoredObject } from './object-store';
import { digestMismatch, refuseStorage, tooLarge } from './storage.errors';

/**
 * What streams in, counted and hashed on its way; to be gone through once. Throws `RefusalError`: `storage.too-large`, and
 * `storage.broken-off` for whatever goes wrong at the source.
 */
export class IncomingBytes implements AsyncIterable<Buffer> {
  private readonly hash = createHash('sha256');
  private bytes = 0;
  private failed?: RefusalError;

  constructor(
    private readonly source: Readable,
    private readonly options: PutOptions,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const { limitBytes = Infinity } = this.options;
    try {
      for await (const chunk of this.source as AsyncIterable<Buffer>) {
        this.bytes += chunk.length;
        if (this.bytes > limitBytes) throw new RefusalError(tooLarge(limitBytes).refusal);
        yield chunk;
        // Hashed when the next one is asked for: whoever writes this one in the meantime does both at once.
        this.hash.update(chunk);
      }
    } catch (error) {
      this.failed = error instanceof RefusalError ? error : brokenOff();
      throw this.failed;
    }
  }

  /** Why it ended before its end: the reason behind whatever fails for whoever reads it. */
  get failure(): RefusalError | undefined {
    return this.failed;
  }

  /** What came, once all of it did. Refuses `storage.digest-mismatch`. */
  whole(): Result<StoredObject> {
    const sha256 = this.hash.digest('hex');
    const { expectedSha256 } = this.options;
    if (expectedSha256 === undefined || expectedSha256 === sha256) return ok({ sha256, bytes: this.bytes });
    return digestMismatch(sha256);
  }
}

function brokenOff(): RefusalError {
  return new RefusalError(refuseStorage('storage.broken-off', 'The data broke off before its end.').refusal);
}
