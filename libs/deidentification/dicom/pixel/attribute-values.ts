import { type ByteSource } from '../byte-source';
import { asciiValue, findElement, valueBytes, type DataSet } from '../data-set';
import { type Tag } from '../tag';

/** Reads numbers of one data set: the top one or an item of a sequence. */
export class AttributeValues {
  constructor(
    private readonly source: ByteSource,
    readonly dataSet: DataSet,
  ) {}

  /** US or SS, by what the caller expects; empty where the element is missing or no such thing. */
  shorts(tag: Tag, signed = false): number[] {
    const element = findElement(this.dataSet, tag);
    if (!element || element.items) return [];
    const bytes = valueBytes(this.source, element);
    const { littleEndian } = element.encoding;
    return Array.from({ length: bytes.length >> 1 }, (_, index) => {
      const at = index * 2;
      if (signed) return littleEndian ? bytes.readInt16LE(at) : bytes.readInt16BE(at);
      return littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
    });
  }

  /** UL or SL. */
  longs(tag: Tag, signed = false): number[] {
    const element = findElement(this.dataSet, tag);
    if (!element || element.items) return [];
    const bytes = valueBytes(this.source, element);
    const { littleEndian } = element.encoding;
    return Array.from({ length: bytes.length >> 2 }, (_, index) => {
      const at = index * 4;
      if (signed) return littleEndian ? bytes.readInt32LE(at) : bytes.readInt32BE(at);
      return littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    });
  }

  /** DS or IS; empty where one of the values is no number. */
  decimals(tag: Tag): number[] {
    const text = asciiValue(this.source, this.dataSet, tag);
    const values = text ? text.split('\\').map(Number) : [];
    return values.every(Number.isFinite) ? values : [];
  }

  text(tag: Tag): string | null {
    return asciiValue(this.source, this.dataSet, tag) || null;
  }

  bytes(tag: Tag): Buffer | null {
    const element = findElement(this.dataSet, tag);
    return element && !element.items ? valueBytes(this.source, element) : null;
  }

  items(tag: Tag): AttributeValues[] {
    return (findElement(this.dataSet, tag)?.items ?? []).map((item) => new AttributeValues(this.source, item));
  }
}
