import { type ByteSource } from './byte-source';
import { type DataElement } from './data-set';

/** What a look at the items of encapsulated pixel data tells without decoding them. */
export interface CompressedShape {
  /** Items after the offset table. */
  readonly fragments: number;
  /** Whether the first begins as a stream of its transfer syntax must. */
  readonly recognised: boolean;
}

/** Walking the items of a longer one would read most of the file again. */
const LONGEST_WALKED_BYTES = 24 * 1024 * 1024;

type Signature = (head: Buffer) => boolean;
const starts =
  (...bytes: number[]): Signature =>
  (head) =>
    bytes.every((byte, index) => head[index] === byte);
const jpeg = starts(0xff, 0xd8);
const jpeg2000: Signature = (head) => starts(0xff, 0x4f)(head) || starts(0, 0, 0, 0x0c)(head);
const runLength: Signature = (head) => head.length >= 64 && head.readUInt32LE(0) >= 1 && head.readUInt32LE(0) <= 15;

/** By the last parts of the transfer syntax (PS3.5 annex A.4). */
const SIGNATURES: readonly (readonly [RegExp, Signature])[] = [
  [/^1\.2\.840\.10008\.1\.2\.5$/, runLength],
  [/^1\.2\.840\.10008\.1\.2\.4\.(5\d|6[0-6]|70|80|81)$/, jpeg],
  [/^1\.2\.840\.10008\.1\.2\.4\.(9[0-3]|20[1-3])$/, jpeg2000],
];

/** Null where the stream is too long to be walked. */
export function compressedShape(source: ByteSource, element: DataElement, transferSyntax: string): CompressedShape | null {
  if (element.valueLength > LONGEST_WALKED_BYTES) return null;
  const end = element.valueOffset + element.valueLength;
  let items = 0;
  let head: Buffer = Buffer.alloc(0);
  for (let offset = element.valueOffset; offset + 8 <= end;) {
    const length = source.bytes(offset + 4, 4).readUInt32LE(0);
    if (items === 1) head = source.bytes(offset + 8, Math.min(64, length, end - offset - 8));
    items += 1;
    offset += 8 + length;
  }
  const signature = SIGNATURES.find(([pattern]) => pattern.test(transferSyntax))?.[1];
  return { fragments: Math.max(0, items - 1), recognised: head.length > 0 && (signature?.(head) ?? true) };
}
