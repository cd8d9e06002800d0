import { type Family } from './codec-family';
import { type PixelLayout } from './pixel-layout';

/** One compressed frame, decoded: a decoder in WebAssembly does 20 MB a second at worst. Mammograms and whole-body scans have 30 MB. */
const LARGEST_DECODED_BYTES = 64 * 1024 * 1024;
/** Progressive JPEG has ten or so; each is a pass over the whole frame for as little as a few bytes. */
const MOST_SCANS = 40;
/** JPEG 2000: tiles of 128 × 128 in the largest frame; and packets, which take time though they be empty. */
const MOST_TILES = 4096;
const MOST_PACKETS = 1_000_000;
/** Bytes of a marker segment that are looked at, but for sizes of precincts. What is cut shorter holds no frame. */
const LONGEST_READ = 12;
const LARGEST_BOXES = 4096;
/** Bytes up to the number of components. */
const SIZE_HEADER = 42;

/**
 * Whether a decoder may be let loose on a stream: that its own header agrees with what the file says of the frame, and that it can't be made to
 * work for long by few bytes. Nothing else ends a decoder that runs away inside a process.
 */
export function isBounded(stream: Buffer, layout: PixelLayout, family: Family): boolean {
  if (layout.width * layout.height * layout.samplesPerPixel * layout.sampleBytes > LARGEST_DECODED_BYTES) return false;
  return family.endsWith('2000') ? isBoundedWavelet(stream, layout) : isBoundedJpeg(stream, layout);
}

/** JPEG and JPEG-LS (T.81 annex B, T.87 annex C). */
function isBoundedJpeg(stream: Buffer, { width, height, samplesPerPixel }: PixelLayout): boolean {
  let frames = 0;
  let scans = 0;
  for (let at = 0; at + LONGEST_READ <= stream.length;) {
    const marker = stream[at + 1]!;
    if (stream[at] !== 0xff || isStandalone(marker)) {
      at += stream[at] === 0xff && marker !== 0xff && marker !== 0 ? 2 : 1;
      continue;
    }
    if (isFrameHeader(marker)) {
      frames += 1;
      const sameSize = stream.readUInt16BE(at + 5) === height && stream.readUInt16BE(at + 7) === width;
      if (!sameSize || stream.readUInt8(at + 9) !== samplesPerPixel || frames > 1) return false;
    }
    if (marker === 0xda) scans += 1;
    if (scans > MOST_SCANS) return false;
    at += 2 + stream.readUInt16BE(at + 2);
  }
  return frames === 1;
}

/** Stuffing, fill, restart, start and end: nothing follows that has a length. Between scans all else is entropy-coded data. */
const isStandalone = (marker: number): boolean =>
  marker === 0 || marker === 0xff || marker === 1 || (marker >= 0xd0 && marker <= 0xd9) || marker < 0x80;

const isFrameHeader = (marker: number): boolean =>
  marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc);

interface Tiling {
  readonly tiles: number;
  /** Of the largest tile. */
  readonly width: number;
  readonly height: number;
  readonly components: number;
}

/** JPEG 2000 (ISO 15444-1 annex A), its main header and those of its tiles. */
function isBoundedWavelet(frame: Buffer, layout: PixelLayout): boolean {
  // Some writers leave a codestream in the boxes of its file format.
  const start = frame.subarray(0, LARGEST_BOXES).indexOf(Buffer.from('ff4fff51', 'hex'));
  const stream = frame.subarray(Math.max(0, start));
  if (start < 0 || stream.length < SIZE_HEADER + LONGEST_READ) return false;
  const tiling = tilingOf(stream, layout);
  if (!tiling || tiling.tiles > MOST_TILES) return false;
  let layers = 1;
  for (let at = 2, tileEnd = 0, parts = 0; at + LONGEST_READ <= stream.length;) {
    const marker = stream.readUInt16BE(at);
    if (marker === 0xffd9) return true;
    if (marker === 0xff90) {
      const length = stream.readUInt32BE(at + 6);
      tileEnd = length === 0 ? stream.length : at + length;
      parts += 1;
      if (parts > 4 * MOST_TILES || (length > 0 && length < 14)) return false;
    }
    if (marker === 0xff93) {
      at = tileEnd;
      continue;
    }
    if (marker === 0xff52) {
      layers = stream.readUInt16BE(at + 6);
      if (packetsOf(stream, at + 9, (stream[at + 4]! & 1) === 1, tiling) * layers > MOST_PACKETS) return false;
    } else if (marker === 0xff53) {
      const style = at + (tiling.components < 257 ? 5 : 6);
      if (packetsOf(stream, style + 1, (stream[style]! & 1) === 1, tiling) * layers > MOST_PACKETS) return false;
    } else if (marker < 0xff30) return false;
    at += 2 + stream.readUInt16BE(at + 2);
  }
  return true;
}

function tilingOf(stream: Buffer, { width, height, samplesPerPixel }: PixelLayout): Tiling | null {
  const [right, bottom, left, top, tileWidth, tileHeight, tileLeft, tileTop] = Array.from({ length: 8 }, (_, index) =>
    stream.readUInt32BE(8 + index * 4),
  ) as [number, number, number, number, number, number, number, number];
  const components = stream.readUInt16BE(40);
  if (right - left !== width || bottom - top !== height || components !== samplesPerPixel || tileWidth === 0 || tileHeight === 0)
    return null;
  return {
    tiles: Math.ceil((right - tileLeft) / tileWidth) * Math.ceil((bottom - tileTop) / tileHeight),
    width: Math.min(tileWidth, width),
    height: Math.min(tileHeight, height),
    components,
  };
}

/** Packets of one layer in all tiles: a packet a precinct, of each resolution and component. */
function packetsOf(stream: Buffer, at: number, hasPrecincts: boolean, { tiles, width, height, components }: Tiling): number {
  const levels = Math.min(32, stream[at] ?? 32);
  let precincts = 0;
  for (let level = 0; level <= levels; level += 1) {
    const size = hasPrecincts ? (stream[at + 5 + level] ?? 0) : 0xff;
    const scale = 2 ** (levels - level);
    precincts += Math.ceil(width / scale / 2 ** (size & 15)) * Math.ceil(height / scale / 2 ** (size >> 4));
  }
  return precincts * components * tiles;
}
