import { crc32 } from 'node:zlib';
import { type ByteSource } from './byte-source';
import { type DataElement } from './data-set';

/** A look at some rows of some frames: what every slice can afford. */
export interface PixelSample {
  /** Frames whose samples were looked at: none where they are compressed. */
  readonly frames: number;
  /** Those of them in which every sample has the same value. */
  readonly empty: number;
  /** CRC-32 of the sampled bytes: equal for copies of one image, different by all odds for two images of one place. */
  readonly fingerprint: number;
}

/** How native pixel data lies. Bytes. */
export interface NativeLayout {
  readonly frames: number;
  readonly frameBytes: number;
  readonly rowBytes: number;
  /** After which a uniform image repeats itself: a sample, or a pixel of several samples side by side. */
  readonly periodBytes: number;
}

const MOST_FRAMES = 16;
const ROWS_PER_FRAME = 8;
const BLOCK_BYTES = 64 * 1024;
const COMPRESSED_PROBES = 4;
const PROBE_BYTES = 1024;

/** Samples native pixel data; frames that lack bytes are left out. */
export function sampleNative(source: ByteSource, { valueOffset, valueLength }: DataElement, layout: NativeLayout): PixelSample {
  const whole = Math.min(layout.frames, Math.floor(valueLength / layout.frameBytes));
  const looked = Math.min(whole, MOST_FRAMES);
  let empty = 0;
  let fingerprint = 0;
  for (let index = 0; index < looked; index += 1) {
    const start = valueOffset + Math.floor((index * whole) / looked) * layout.frameBytes;
    const rows = sampleRows(source, start, layout);
    for (const row of rows) fingerprint = crc32(row, fingerprint);
    if (rows.every((row) => isUniform(row, layout.periodBytes)) && isFrameUniform(source, start, layout)) empty += 1;
  }
  return { frames: looked, empty, fingerprint };
}

/** Samples a compressed stream, which tells copies apart and nothing more. */
export function sampleCompressed(source: ByteSource, { valueOffset, valueLength }: DataElement): PixelSample {
  const length = Math.min(PROBE_BYTES, valueLength);
  let fingerprint = 0;
  for (let index = 0; index < COMPRESSED_PROBES; index += 1) {
    const offset = Math.floor((index * (valueLength - length)) / (COMPRESSED_PROBES - 1));
    fingerprint = crc32(source.bytes(valueOffset + offset, length), fingerprint);
  }
  return { frames: 0, empty: 0, fingerprint };
}

function sampleRows(source: ByteSource, start: number, { frameBytes, rowBytes }: NativeLayout): Buffer[] {
  const rows = Math.floor(frameBytes / rowBytes);
  const count = Math.min(rows, ROWS_PER_FRAME);
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(((index + 0.5) * rows) / count);
    return source.bytes(start + row * rowBytes, rowBytes);
  });
}

/** All values alike: shifted by one, the bytes are the same. */
const isUniform = (bytes: Buffer, period: number): boolean =>
  bytes.subarray(0, Math.max(0, bytes.length - period)).equals(bytes.subarray(Math.min(period, bytes.length)));

function isFrameUniform(source: ByteSource, start: number, { frameBytes, periodBytes }: NativeLayout): boolean {
  for (let offset = 0; offset < frameBytes; offset += BLOCK_BYTES) {
    const length = Math.min(BLOCK_BYTES + periodBytes, frameBytes - offset);
    if (!isUniform(source.bytes(start + offset, length), periodBytes)) return false;
  }
  return true;
}
