import { readSync } from 'node:fs';

/** Random access to the bytes of a data set, in memory or on disk, so that one parser serves a slice of 500 KB and an object of 2 GB. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `offset`; the caller stays within `size`. A view where the source is in memory: never write to it. */
  bytes(offset: number, length: number): Buffer;
  /** The same, one character a byte (ISO 8859-1): what headers are mostly made of. */
  latin1(offset: number, length: number): string;
}

export class MemorySource implements ByteSource {
  readonly size: number;

  constructor(private readonly content: Buffer) {
    this.size = content.length;
  }

  bytes(offset: number, length: number): Buffer {
    return this.content.subarray(offset, offset + length);
  }

  latin1(offset: number, length: number): string {
    return this.content.toString('latin1', offset, offset + length);
  }
}

const WINDOW_BYTES = 256 * 1024;

/** Reads headers through one window of 256 KiB; a longer value is read on its own and not kept. */
export class FileSource implements ByteSource {
  private window: Buffer = Buffer.alloc(0);
  private windowOffset = 0;

  constructor(
    private readonly fd: number,
    readonly size: number,
  ) {}

  bytes(offset: number, length: number): Buffer {
    if (length > WINDOW_BYTES) return this.load(offset, length);
    const start = offset - this.windowOffset;
    if (start < 0 || start + length > this.window.length) {
      this.window = this.load(offset, Math.min(WINDOW_BYTES, this.size - offset));
      this.windowOffset = offset;
      return this.window.subarray(0, length);
    }
    return this.window.subarray(start, start + length);
  }

  latin1(offset: number, length: number): string {
    return this.bytes(offset, length).toString('latin1');
  }

  private load(offset: number, length: number): Buffer {
    const target = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const read = readSync(this.fd, target, done, length - done, offset + done);
      if (read === 0) throw new Error('the file became shorter while it was read');
      done += read;
    }
    return target;
  }
}
