import { type ByteSource } from '../byte-source';

/** Changes bytes of one stretch of a source as they are read, so that a change to 2 GB of pixels costs no memory. */
export interface Patch {
  readonly from: number;
  readonly to: number;
  /** Changes what of the stretch lies in `target`, whose first byte stands at `offset` of the source. */
  apply(target: Buffer, offset: number): void;
}

/** A source that reads as if its bytes had been changed; what lies outside of the patches stays as it was. */
export class PatchedSource implements ByteSource {
  readonly size: number;

  constructor(
    private readonly original: ByteSource,
    private readonly patches: readonly Patch[],
  ) {
    this.size = original.size;
  }

  bytes(offset: number, length: number): Buffer {
    const bytes = this.original.bytes(offset, length);
    const met = this.patches.filter(({ from, to }) => from < offset + length && to > offset);
    if (met.length === 0) return bytes;
    const copy = Buffer.from(bytes);
    for (const patch of met) patch.apply(copy, offset);
    return copy;
  }

  latin1(offset: number, length: number): string {
    return this.bytes(offset, length).toString('latin1');
  }
}
