import { type ByteSource } from './byte-source';
import { ITEM, ITEM_END, SEQUENCE_END, type Tag } from './tag';
import { type Encoding } from './transfer-syntax';
import { hasLongLength, paddingOf } from './value-representation';

/** An element of the output: bytes of the source as they stand, a value with a header of its own, or a sequence. */
export type OutputElement =
  | { readonly kind: 'verbatim'; readonly tag: Tag; readonly start: number; readonly end: number }
  | { readonly kind: 'value'; readonly tag: Tag; readonly vr: string; readonly value: Buffer }
  | { readonly kind: 'range'; readonly tag: Tag; readonly vr: string; readonly start: number; readonly end: number }
  | OutputSequence;

interface OutputSequence {
  readonly kind: 'sequence';
  readonly tag: Tag;
  readonly undefinedLength: boolean;
  readonly items: readonly OutputItem[];
}

export interface OutputItem {
  readonly undefinedLength: boolean;
  readonly elements: readonly OutputElement[];
}

/** A stretch of output: bytes at hand, or a range of the source that is copied when it is written. */
export type Chunk = Buffer | { readonly start: number; readonly end: number };

/** A range of the source up to here is copied into the surrounding bytes, so that a header becomes one write. */
const INLINE_BYTES = 4096;
const UNDEFINED = 0xffffffff;
const LONGEST_SHORT = 0xffff;

/** Serialises elements in the order given (PS3.5 section 7). */
export function serialise(elements: readonly OutputElement[], encoding: Encoding, source: ByteSource): Chunk[] {
  const writer = new Writer(encoding, source);
  writer.elements(elements);
  return writer.finish();
}

class Writer {
  private readonly chunks: Chunk[] = [];
  private buffer = Buffer.allocUnsafe(16 * 1024);
  private used = 0;

  constructor(
    private readonly encoding: Encoding,
    private readonly source: ByteSource,
  ) {}

  finish(): Chunk[] {
    this.flush();
    return this.chunks;
  }

  elements(elements: readonly OutputElement[]): void {
    let runStart = -1;
    let runEnd = -1;
    for (const element of elements) {
      if (element.kind === 'verbatim') {
        // Neighbours that stay as they were are copied in one piece.
        if (element.start === runEnd) runEnd = element.end;
        else {
          if (runStart >= 0) this.range(runStart, runEnd);
          [runStart, runEnd] = [element.start, element.end];
        }
        continue;
      }
      if (runStart >= 0) this.range(runStart, runEnd);
      runStart = runEnd = -1;
      this.element(element);
    }
    if (runStart >= 0) this.range(runStart, runEnd);
  }

  private element(element: Exclude<OutputElement, { kind: 'verbatim' }>): void {
    switch (element.kind) {
      case 'value': {
        const padded = element.value.length + (element.value.length & 1);
        this.header(element.tag, element.vr, padded);
        this.bytes(element.value);
        if (padded > element.value.length) this.byte(paddingOf(element.vr));
        return;
      }
      case 'range': {
        const length = element.end - element.start;
        this.header(element.tag, element.vr, length + (length & 1));
        this.range(element.start, element.end);
        if (length & 1) this.byte(paddingOf(element.vr));
        return;
      }
      case 'sequence':
        this.sequence(element);
        return;
    }
  }

  private sequence(sequence: OutputSequence): void {
    this.header(sequence.tag, 'SQ', sequence.undefinedLength ? UNDEFINED : this.sequenceBytes(sequence));
    for (const item of sequence.items) {
      this.itemHeader(ITEM, item.undefinedLength ? UNDEFINED : this.elementsBytes(item.elements));
      this.elements(item.elements);
      if (item.undefinedLength) this.itemHeader(ITEM_END, 0);
    }
    if (sequence.undefinedLength) this.itemHeader(SEQUENCE_END, 0);
  }

  private header(tag: Tag, vr: string, length: number): void {
    this.tag(tag);
    if (!this.encoding.explicit) return this.u32(length);
    const long = hasLongLength(vr) || length > LONGEST_SHORT;
    // A text that outgrew 16 bits of length can only be written as UN (PS3.5 section 6.2.2, note 4).
    const written = long && !hasLongLength(vr) ? 'UN' : vr;
    this.byte(written.charCodeAt(0));
    this.byte(written.charCodeAt(1));
    if (!long) return this.u16(length);
    this.u16(0);
    this.u32(length);
  }

  private itemHeader(tag: Tag, length: number): void {
    this.tag(tag);
    this.u32(length);
  }

  private elementsBytes(elements: readonly OutputElement[]): number {
    return elements.reduce((sum, element) => sum + this.elementBytes(element), 0);
  }

  private elementBytes(element: OutputElement): number {
    if (element.kind === 'verbatim') return element.end - element.start;
    if (element.kind === 'sequence') {
      return this.headerBytes('SQ', 0) + this.sequenceBytes(element) + (element.undefinedLength ? 8 : 0);
    }
    const length = element.kind === 'value' ? element.value.length : element.end - element.start;
    const padded = length + (length & 1);
    return this.headerBytes(element.vr, padded) + padded;
  }

  private sequenceBytes(sequence: OutputSequence): number {
    return sequence.items.reduce((sum, item) => sum + 8 + this.elementsBytes(item.elements) + (item.undefinedLength ? 8 : 0), 0);
  }

  private headerBytes(vr: string, length: number): number {
    return this.encoding.explicit && (hasLongLength(vr) || length > LONGEST_SHORT) ? 12 : 8;
  }

  private range(start: number, end: number): void {
    if (end - start <= INLINE_BYTES) return this.bytes(this.source.bytes(start, end - start));
    this.flush();
    this.chunks.push({ start, end });
  }

  private tag(tag: Tag): void {
    this.u16(tag >>> 16);
    this.u16(tag & 0xffff);
  }

  private u16(value: number): void {
    this.reserve(2);
    this.used = this.encoding.littleEndian ? this.buffer.writeUInt16LE(value, this.used) : this.buffer.writeUInt16BE(value, this.used);
  }

  private u32(value: number): void {
    this.reserve(4);
    this.used = this.encoding.littleEndian ? this.buffer.writeUInt32LE(value, this.used) : this.buffer.writeUInt32BE(value, this.used);
  }

  private byte(value: number): void {
    this.reserve(1);
    this.buffer[this.used] = value;
    this.used += 1;
  }

  private bytes(bytes: Buffer): void {
    this.reserve(bytes.length);
    bytes.copy(this.buffer, this.used);
    this.used += bytes.length;
  }

  private reserve(length: number): void {
    if (this.used + length <= this.buffer.length) return;
    this.flush();
    if (length > this.buffer.length) this.buffer = Buffer.allocUnsafe(length);
  }

  private flush(): void {
    if (this.used === 0) return;
    this.chunks.push(this.buffer.subarray(0, this.used));
    this.buffer = Buffer.allocUnsafe(16 * 1024);
    this.used = 0;
  }
}
