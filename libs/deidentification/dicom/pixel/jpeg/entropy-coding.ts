import { type DecodingTable, type SymbolCodes } from './huffman-table';

/** Ends the reading of a stream that contradicts itself. */
export class CorruptStream extends Error {}

/** Bits of entropy-coded data: a zero after 0xFF is stuffing, any other byte a marker (T.81 section B.1.1.5). */
export class BitReader {
  private bits = 0;
  private count = 0;

  constructor(
    private readonly bytes: Buffer,
    public at: number,
  ) {}

  symbol({ last, offset, symbols }: DecodingTable): number {
    let code = 0;
    for (let length = 1; length <= 16; length += 1) {
      code = (code << 1) | this.bit();
      if (code <= last[length]!) return symbols[code + offset[length]!] ?? fail();
    }
    return fail();
  }

  /** A value of `size` bits, negative where its first bit is 0 (T.81 section F.2.2.1). */
  value(size: number): number {
    let value = 0;
    for (let left = size; left > 0; left -= 1) value = (value << 1) | this.bit();
    return size > 0 && value < 2 ** (size - 1) ? value - 2 ** size + 1 : value;
  }

  /** Drops the bits up to the restart marker that must follow. */
  restart(): void {
    this.count = 0;
    if (this.bytes[this.at] !== 0xff || (this.bytes[this.at + 1]! & 0xf8) !== 0xd0) fail();
    this.at += 2;
  }

  /** Where the next marker stands. */
  end(): number {
    let at = this.at;
    while (at + 1 < this.bytes.length && !(this.bytes[at] === 0xff && this.bytes[at + 1] !== 0 && this.bytes[at + 1] !== 0xff)) at += 1;
    return at;
  }

  private bit(): number {
    if (this.count === 0) this.next();
    this.count -= 1;
    return (this.bits >> this.count) & 1;
  }

  private next(): void {
    const byte = this.bytes[this.at];
    if (byte === undefined || (byte === 0xff && this.bytes[this.at + 1] !== 0)) fail();
    this.at += byte === 0xff ? 2 : 1;
    this.bits = byte!;
    this.count = 8;
  }
}

function fail(): never {
  throw new CorruptStream();
}

export class BitWriter {
  private bytes = Buffer.allocUnsafe(64 * 1024);
  private used = 0;
  private bits = 0;
  private count = 0;

  symbol({ codes, lengths }: SymbolCodes, symbol: number): void {
    this.write(codes[symbol]!, lengths[symbol]!);
  }

  value(value: number, size: number): void {
    this.write(value < 0 ? value + 2 ** size - 1 : value, size);
  }

  /** Fills the last byte with ones; a marker may follow. */
  align(): void {
    if (this.count > 0) this.write(2 ** (8 - this.count) - 1, 8 - this.count);
  }

  marker(code: number): void {
    this.reserve(2);
    this.bytes[this.used] = 0xff;
    this.bytes[this.used + 1] = code;
    this.used += 2;
  }

  finish(): Buffer {
    return this.bytes.subarray(0, this.used);
  }

  private write(value: number, size: number): void {
    this.bits = ((this.bits << size) | value) & 0xffffff;
    this.count += size;
    while (this.count >= 8) {
      const byte = (this.bits >> (this.count - 8)) & 0xff;
      this.reserve(2);
      this.bytes[this.used] = byte;
      this.used += 1;
      if (byte === 0xff) {
        this.bytes[this.used] = 0;
        this.used += 1;
      }
      this.count -= 8;
    }
  }

  private reserve(length: number): void {
    if (this.used + length <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(this.bytes.length * 2);
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}

/** Bits that a difference or coefficient takes beside its symbol. */
export const sizeOf = (value: number): number => 32 - Math.clz32(Math.abs(value));
