import { type DecodedFrame } from './pixel-layout';

/** Encodes one frame (PS3.5 annex G): one segment a byte of a sample, most significant first, each row packed on its own. */
export function encodeRunLength({ layout, bytes }: DecodedFrame): Buffer | null {
  const { width, height, samplesPerPixel, sampleBytes, planar } = layout;
  const pixels = width * height;
  const segments: Buffer[] = [];
  for (let sample = 0; sample < samplesPerPixel; sample += 1)
    for (let byte = sampleBytes - 1; byte >= 0; byte -= 1) {
      const plane = Buffer.alloc(pixels);
      const step = planar ? sampleBytes : samplesPerPixel * sampleBytes;
      const first = (planar ? sample * pixels : sample) * sampleBytes + byte;
      for (let pixel = 0; pixel < pixels; pixel += 1) plane[pixel] = bytes[first + pixel * step]!;
      segments.push(packRows(plane, width));
    }
  if (segments.length > 15) return null;
  const header = Buffer.alloc(64);
  header.writeUInt32LE(segments.length, 0);
  let at = 64;
  segments.forEach((segment, index) => {
    header.writeUInt32LE(at, 4 + index * 4);
    at += segment.length;
  });
  return Buffer.concat([header, ...segments]);
}

function packRows(plane: Buffer, width: number): Buffer {
  // A row grows by a byte in 128 at most.
  const packed = Buffer.alloc((width + Math.ceil(width / 128) + 1) * (plane.length / width) + 1);
  let at = 0;
  for (let from = 0; from < plane.length; from += width) at = packRow(plane.subarray(from, from + width), packed, at);
  // Segments are of even length.
  return packed.subarray(0, at + (at & 1));
}

/** PackBits: a run of two or more alike, or up to 128 as they are; returns where the next row begins. */
function packRow(row: Buffer, packed: Buffer, start: number): number {
  let at = start;
  for (let from = 0; from < row.length;) {
    let run = 1;
    while (run < 128 && from + run < row.length && row[from + run] === row[from]) run += 1;
    if (run >= 2) {
      packed[at] = 257 - run;
      packed[at + 1] = row[from]!;
      at += 2;
      from += run;
      continue;
    }
    let length = 1;
    while (length < 128 && from + length < row.length && row[from + length] !== row[from + length + 1]) length += 1;
    packed[at] = length - 1;
    row.copy(packed, at + 1, from, from + length);
    at += length + 1;
    from += length;
  }
  return at;
}

/** Two bytes stand for 128 at most: a few can't announce a frame of millions. */
const MOST_PACKED = 64;

/**
 * Decodes one frame of RLE Lossless (PS3.5 annex G) to one plane of bytes per segment. Null where the fragment contradicts itself.
 * `planeBytes` is rows × columns; segments are the bytes of a sample, most significant first, sample by sample. Of more segments than are
 * `wanted` none is unpacked.
 */
export function decodeRunLength(fragment: Buffer, planeBytes: number, wanted: number): Buffer[] | null {
  if (fragment.length < 64) return null;
  const count = fragment.readUInt32LE(0);
  if (count < 1 || count > 15) return null;
  const planes: Buffer[] = [];
  for (let segment = 0; segment < Math.min(count, wanted); segment += 1) {
    const from = fragment.readUInt32LE(4 + segment * 4);
    const to = segment + 1 < count ? fragment.readUInt32LE(8 + segment * 4) : fragment.length;
    if (from < 64 || to > fragment.length || from > to || (to - from) * MOST_PACKED < planeBytes) return null;
    planes.push(unpack(fragment.subarray(from, to), planeBytes));
  }
  return planes;
}

/** PackBits; what is missing at the end stays zero. */
function unpack(segment: Buffer, planeBytes: number): Buffer {
  const plane = Buffer.alloc(planeBytes);
  let at = 0;
  for (let index = 0; index < segment.length && at < planeBytes;) {
    const control = segment.readInt8(index);
    index += 1;
    if (control >= 0) {
      at += segment.copy(plane, at, index, index + control + 1);
      index += control + 1;
    } else if (control > -128) {
      plane.fill(segment[index] ?? 0, at, Math.min(planeBytes, at - control + 1));
      at += 1 - control;
      index += 1;
    }
  }
  return plane;
}
