import { type ByteSource } from './byte-source';
import { isAscending, type DataElement, type DataSet } from './data-set';
import { dictionaryVr } from './dictionary';
import { UnreadableInput } from './reason';
import { isPixelData, ITEM, ITEM_END, SEQUENCE_END, tagFrom, type Tag } from './tag';
import { IMPLICIT_LITTLE, type Encoding } from './transfer-syntax';
import { hasLongLength, isKnownVr } from './value-representation';

/** Real objects nest below 10 levels; a bomb of 10,000 would exhaust the stack. */
export const DEEPEST_NESTING = 32;
/** About 250 bytes each in memory with what is made of them: an enhanced multi-frame object of 4,000 frames has some 200,000. */
const MOST_ELEMENTS = 300_000;
const UNDEFINED = 0xffffffff;
const WINDOW_BYTES = 64 * 1024;

interface Header {
  tag: Tag;
  vr: string;
  encoding: Encoding;
  valueOffset: number;
  length: number;
}

export interface ParsedDataSet {
  readonly dataSet: DataSet;
  /** The element at which the input ends too early, if it does; it is not among the elements. */
  readonly truncatedAt: Tag | null;
  /** Offset after the last element; what follows is padding. */
  readonly end: number;
}

export interface ParseLimits {
  readonly from: number;
  readonly to: number;
  /** Stops before the first element for which this holds (the end of the file meta information). */
  readonly until?: (tag: Tag) => boolean;
}

/** Reads a data set's structure without copying values. Throws `UnreadableInput` for what no reader could make sense of. */
export function parseDataSet(source: ByteSource, encoding: Encoding, limits: ParseLimits): ParsedDataSet {
  return new DataSetParser(source).parse(encoding, limits);
}

class DataSetParser {
  private window: Buffer = Buffer.alloc(0);
  private windowOffset = 0;
  private elementCount = 0;
  private truncatedAt: Tag | null = null;

  constructor(private readonly source: ByteSource) {}

  parse(encoding: Encoding, limits: ParseLimits): ParsedDataSet {
    const elements: DataElement[] = [];
    const end = this.readElements(elements, limits.from, limits.to, encoding, 0, limits.until);
    return { dataSet: { elements, undefinedLength: false, ascending: isAscending(elements) }, truncatedAt: this.truncatedAt, end };
  }

  /** Fills `elements`; returns the offset after the last, an item's delimiter included. */
  private readElements(
    elements: DataElement[],
    from: number,
    to: number,
    encoding: Encoding,
    depth: number,
    until?: (tag: Tag) => boolean,
  ): number {
    let offset = from;
    while (offset + 8 <= to && this.truncatedAt === null) {
      const header = this.readHeader(offset, to, encoding);
      if (header === null) return to;
      if (until?.(header.tag)) return offset;
      if (header.tag === ITEM_END) return offset + 8;
      // A delimiter outside of any sequence is a writer's slip that every reader steps over.
      if (header.tag === SEQUENCE_END) {
        offset += 8;
        continue;
      }
      if (header.tag === 0 && this.isZero(offset, to)) return offset;
      const element = this.readElement(offset, header, to, depth);
      if (element === null) return to;
      elements.push(element);
      offset = element.end;
    }
    if (offset < to && this.truncatedAt === null && !this.isZero(offset, to)) this.truncatedAt = 0;
    return to;
  }

  private readElement(start: number, header: Header, to: number, depth: number): DataElement | null {
    this.elementCount += 1;
    if (this.elementCount > MOST_ELEMENTS) throw new UnreadableInput('too-many-elements', header.tag, `more than ${MOST_ELEMENTS}`);
    const { tag, vr, encoding, valueOffset, length } = header;
    if (length === UNDEFINED) return this.readUndefined(start, header, to, depth);
    if (valueOffset + length > to) return this.truncate(header, to);
    const end = valueOffset + length;
    if (vr === 'SQ') {
      const { items } = this.readItems(valueOffset, end, encoding, depth);
      return { tag, vr, encoding, start, valueOffset, valueLength: length, end, undefinedLength: false, items };
    }
    const known = vr === 'UN' ? (dictionaryVr(tag) ?? 'UN') : vr;
    const element = { tag, vr: known, encoding, start, valueOffset, valueLength: length, end, undefinedLength: false, items: undefined };
    return known === 'SQ' ? this.readUnknownSequence(element, depth) : element;
  }

  /** A sequence that some gateway passed on as UN is implicit little endian inside (PS3.5 section 6.2.2, note 5). */
  private readUnknownSequence(element: DataElement, depth: number): DataElement {
    const before = this.truncatedAt;
    try {
      const { items } = this.readItems(element.valueOffset, element.end, IMPLICIT_LITTLE, depth);
      if (this.truncatedAt === before) return { ...element, encoding: IMPLICIT_LITTLE, items };
    } catch (error) {
      if (!(error instanceof UnreadableInput) || error.code !== 'malformed') throw error;
    }
    this.truncatedAt = before;
    return { ...element, vr: 'UN' };
  }

  private readUndefined(start: number, header: Header, to: number, depth: number): DataElement | null {
    const { tag, vr, encoding, valueOffset } = header;
    const base = { tag, start, valueOffset, undefinedLength: true };
    const fragments = isPixelData(tag) || vr === 'OB' || vr === 'OW';
    if (fragments) {
      const valueEnd = this.skipFragments(valueOffset, to, encoding, tag);
      if (valueEnd === null) return this.truncate(header, to);
      const known = vr === 'UN' ? 'OB' : vr;
      return { ...base, encoding, vr: known, valueLength: valueEnd - valueOffset, end: valueEnd + 8, items: undefined };
    }
    const inner = vr === 'UN' && encoding.explicit ? IMPLICIT_LITTLE : encoding;
    const { items, end } = this.readItems(valueOffset, to, inner, depth);
    return { ...base, encoding: inner, vr: 'SQ', valueLength: end - 8 - valueOffset, end, items };
  }

  private readItems(from: number, to: number, encoding: Encoding, depth: number): { items: DataSet[]; end: number } {
    if (depth >= DEEPEST_NESTING) throw new UnreadableInput('nested-too-deep', undefined, `more than ${DEEPEST_NESTING} levels`);
    const items: DataSet[] = [];
    let offset = from;
    while (offset + 8 <= to && this.truncatedAt === null) {
      const at = this.at(offset, 8);
      const tag = this.tagAt(at, encoding);
      if (tag === SEQUENCE_END) return { items, end: offset + 8 };
      if (tag !== ITEM) throw new UnreadableInput('malformed', tag, 'an item was expected');
      const length = this.u32(at + 4, encoding);
      const undefinedLength = length === UNDEFINED;
      const itemEnd = undefinedLength ? to : offset + 8 + length;
      if (itemEnd > to) {
        this.truncatedAt = tag;
        break;
      }
      const elements: DataElement[] = [];
      const end = this.readElements(elements, offset + 8, itemEnd, encoding, depth + 1);
      items.push({ elements, undefinedLength });
      offset = undefinedLength ? end : itemEnd;
    }
    return { items, end: to };
  }

  /** Offset of the delimiter that closes encapsulated pixel data, or null where it is missing (PS3.5 section A.4). */
  private skipFragments(from: number, to: number, encoding: Encoding, pixelTag: Tag): number | null {
    let offset = from;
    while (offset + 8 <= to) {
      const at = this.at(offset, 8);
      const tag = this.tagAt(at, encoding);
      if (tag === SEQUENCE_END) return offset;
      if (tag !== ITEM) throw new UnreadableInput('malformed', pixelTag, 'a fragment was expected');
      offset += 8 + this.u32(at + 4, encoding);
    }
    return null;
  }

  /** A length that no file of this size could be the rest of is an attack or noise; a shorter one a broken transfer. */
  private truncate(header: Header, to: number): null {
    const { tag, length, valueOffset } = header;
    const remaining = Math.max(to - valueOffset, 0);
    if (length !== UNDEFINED && length > 0x7fffffff && !isPixelData(tag)) {
      throw new UnreadableInput('length-impossible', tag, `${length} bytes declared, ${remaining} left`);
    }
    this.truncatedAt = tag;
    return null;
  }

  private readHeader(offset: number, to: number, encoding: Encoding): Header | null {
    const at = this.at(offset, Math.min(12, to - offset));
    const tag = this.tagAt(at, encoding);
    if (!encoding.explicit || tag >>> 16 === 0xfffe) return this.implicitHeader(tag, offset, at, encoding);
    const first = this.window[at + 4] ?? 0;
    const second = this.window[at + 5] ?? 0;
    // Some writers fall back to implicit elements inside an explicit data set; no length looks like two capitals.
    if (!isCapital(first) || !isCapital(second)) return this.implicitHeader(tag, offset, at, { ...encoding, explicit: false });
    const vr = String.fromCharCode(first, second);
    const known = isKnownVr(vr);
    const long = known ? hasLongLength(vr) : this.looksLong(at, offset, to, encoding);
    if (!long) return { tag, vr: known ? vr : 'UN', encoding, valueOffset: offset + 8, length: this.u16(at + 6, encoding) };
    if (offset + 12 > to) {
      this.truncatedAt = tag;
      return null;
    }
    return { tag, vr: known ? vr : 'UN', encoding, valueOffset: offset + 12, length: this.u32(at + 8, encoding) };
  }

  private implicitHeader(tag: Tag, offset: number, at: number, encoding: Encoding): Header {
    return { tag, vr: dictionaryVr(tag) ?? 'UN', encoding, valueOffset: offset + 8, length: this.u32(at + 4, encoding) };
  }

  /** A representation that this edition does not know has the long form (PS3.5 section 7.1.2), unless the bytes contradict. */
  private looksLong(at: number, offset: number, to: number, encoding: Encoding): boolean {
    return offset + 12 <= to && this.u16(at + 6, encoding) === 0 && offset + 12 + this.u32(at + 8, encoding) <= to;
  }

  private isZero(from: number, to: number): boolean {
    for (let offset = from; offset < to; offset += WINDOW_BYTES) {
      const chunk = this.source.bytes(offset, Math.min(WINDOW_BYTES, to - offset));
      if (chunk.some((byte) => byte !== 0)) return false;
    }
    return true;
  }

  /** Index in the window of `length` bytes from `offset`, which must lie within the source. */
  private at(offset: number, length: number): number {
    const index = offset - this.windowOffset;
    if (index >= 0 && index + length <= this.window.length) return index;
    this.window = this.source.bytes(offset, Math.min(WINDOW_BYTES, this.source.size - offset));
    this.windowOffset = offset;
    return 0;
  }

  private tagAt(at: number, encoding: Encoding): Tag {
    return tagFrom(this.u16(at, encoding), this.u16(at + 2, encoding));
  }

  private u16(at: number, encoding: Encoding): number {
    const first = this.window[at] ?? 0;
    const second = this.window[at + 1] ?? 0;
    return encoding.littleEndian ? first | (second << 8) : (first << 8) | second;
  }

  private u32(at: number, encoding: Encoding): number {
    const low = this.u16(encoding.littleEndian ? at : at + 2, encoding);
    const high = this.u16(encoding.littleEndian ? at + 2 : at, encoding);
    return high * 0x10000 + low;
  }
}

const isCapital = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a;
