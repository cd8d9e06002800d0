import { type ByteSource } from '../byte-source';

/** A stretch of the original, or new bytes. */
export type SourcePiece = Buffer | { readonly start: number; readonly length: number };

/** A source with more behind its end: new pixel data is put together there, of new bytes and of stretches that stay as they were. */
export class AppendedSource implements ByteSource {
  readonly size: number;
  /** Where each piece begins, counted from the end of the original. */
  private readonly offsets: number[] = [];

  constructor(
    private readonly original: ByteSource,
    private readonly pieces: readonly SourcePiece[],
  ) {
    let at = 0;
    for (const piece of pieces) {
      this.offsets.push(at);
      at += piece.length;
    }
    this.size = original.size + at;
  }

  bytes(offset: number, length: number): Buffer {
    const own = offset - this.original.size;
    if (own + length <= 0) return this.original.bytes(offset, length);
    const parts: Buffer[] = own < 0 ? [this.original.bytes(offset, -own)] : [];
    let [at, left] = own < 0 ? [0, length + own] : [own, length];
    for (let index = this.pieceAt(at); left > 0 && index < this.pieces.length; index += 1) {
      const within = at - (this.offsets[index] ?? 0);
      const part = this.pieceBytes(index, within, left);
      parts.push(part);
      at += part.length;
      left -= part.length;
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  latin1(offset: number, length: number): string {
    return this.bytes(offset, length).toString('latin1');
  }

  private pieceBytes(index: number, from: number, most: number): Buffer {
    const piece = this.pieces[index]!;
    const length = Math.min(piece.length - from, most);
    return Buffer.isBuffer(piece) ? piece.subarray(from, from + length) : this.original.bytes(piece.start + from, length);
  }

  private pieceAt(offset: number): number {
    let [low, high] = [0, this.offsets.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.offsets[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
