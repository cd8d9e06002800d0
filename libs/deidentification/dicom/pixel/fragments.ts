import { type ByteSource } from '../byte-source';
import { type DataElement, type DataSet } from '../data-set';
import { AttributeValues } from './attribute-values';

/** A stretch of the source. */
export interface Fragment {
  readonly start: number;
  readonly length: number;
}

/** The fragments that make up one compressed frame. */
export type FrameFragments = readonly Fragment[];

const EXTENDED_OFFSET_TABLE = 0x7fe00001;
/** A real object of 2 GB in fragments of 4 KiB has half a million. */
const MOST_FRAGMENTS = 1_000_000;
const START_OF_STREAM = new Set([0xffd8, 0xff4f]);

/** The items of encapsulated pixel data, the offset table first (PS3.5 section A.4). Bounds were checked when the file was parsed. */
export function fragmentsOf(source: ByteSource, element: DataElement): Fragment[] {
  const fragments: Fragment[] = [];
  const end = element.valueOffset + element.valueLength;
  for (let offset = element.valueOffset; offset + 8 <= end && fragments.length < MOST_FRAGMENTS;) {
    const length = Math.min(source.bytes(offset + 4, 4).readUInt32LE(0), end - offset - 8);
    fragments.push({ start: offset + 8, length });
    offset += 8 + length;
  }
  return fragments;
}

/**
 * Which fragments belong to which frame: all to an only frame, one each, as the offset tables say, or by the marker that begins a
 * compressed stream. Null where none of these gives as many frames as the file declares.
 */
export function frameFragments(source: ByteSource, dataSet: DataSet, element: DataElement, frames: number): FrameFragments[] | null {
  const [table, ...fragments] = fragmentsOf(source, element);
  if (!table || fragments.length === 0) return null;
  if (frames === 1) return [fragments];
  if (fragments.length === frames) return fragments.map((fragment) => [fragment]);
  const offsets = offsetsOf(source, dataSet, table);
  const starts = offsets.length === frames ? startsAt(fragments, offsets) : startsByMarker(source, fragments);
  if (starts.length !== frames || starts[0] !== 0) return null;
  return starts.map((from, index) => fragments.slice(from, starts[index + 1]));
}

/** Offsets count from the first byte of the first fragment's item tag. */
function offsetsOf(source: ByteSource, dataSet: DataSet, table: Fragment): number[] {
  const extended = new AttributeValues(source, dataSet).bytes(EXTENDED_OFFSET_TABLE);
  if (extended && extended.length >= 8) {
    return Array.from({ length: extended.length >> 3 }, (_, index) => Number(extended.readBigUInt64LE(index * 8)));
  }
  const bytes = source.bytes(table.start, table.length);
  return Array.from({ length: bytes.length >> 2 }, (_, index) => bytes.readUInt32LE(index * 4));
}

function startsAt(fragments: readonly Fragment[], offsets: readonly number[]): number[] {
  const first = (fragments[0]?.start ?? 0) - 8;
  const byOffset = new Map(fragments.map((fragment, index) => [fragment.start - 8 - first, index]));
  return offsets.flatMap((offset) => byOffset.get(offset) ?? []);
}

const startsByMarker = (source: ByteSource, fragments: readonly Fragment[]): number[] =>
  fragments.flatMap(({ start, length }, index) =>
    length >= 2 && START_OF_STREAM.has(source.bytes(start, 2).readUInt16BE(0)) ? [index] : [],
  );
