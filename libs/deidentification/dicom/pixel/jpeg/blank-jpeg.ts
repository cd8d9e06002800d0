import { type PixelLayout } from '../pixel-layout';
import { type Region } from '../region';
import { BitReader, BitWriter, CorruptStream, sizeOf } from './entropy-coding';
import { optimalTable, symbolCodes, type HuffmanTable } from './huffman-table';
import {
  blocksOf,
  readFrame,
  readQuantization,
  readScan,
  readTables,
  type JpegFrame,
  type JpegComponent,
  type Scan,
  type ScanComponent,
  type Segment,
  type StreamTables,
} from './jpeg-stream';

const END_OF_BLOCK = 0x00;
const SIXTEEN_ZEROS = 0xf0;

/**
 * Makes regions black in a sequential JPEG stream without decoding it to pixels: the blocks of 8 × 8 that a region touches become one colour,
 * the coefficients of all others stay what they were, only their codes are written anew. Null for progressive, arithmetic and corrupt ones.
 */
export function blankJpeg(stream: Buffer, regions: readonly Region[], layout: PixelLayout): Buffer | null {
  try {
    const jpeg = readJpeg(stream);
    for (const [index, component] of jpeg.frame.components.entries()) {
      const level = levelOf(layout, index, jpeg.frame, jpeg.steps.get(component.quantization) ?? 1);
      for (const region of regions) blankBlocks(component, jpeg.frame, region, level);
    }
    return writeJpeg(stream, jpeg);
  } catch (error) {
    if (error instanceof CorruptStream || error instanceof RangeError) return null;
    throw error;
  }
}

/** The DC coefficient of a block of black: rounded away from gray, so that no decoder shows the last of a trace. */
function levelOf({ photometric, samplesPerPixel }: PixelLayout, index: number, { precision }: JpegFrame, step: number): number {
  if (index > 0 && samplesPerPixel === 3 && photometric.startsWith('YBR')) return 0;
  const dark = -Math.ceil((2 ** (precision - 1) * 8) / step);
  return photometric === 'MONOCHROME1' ? -dark : dark;
}

function blankBlocks(component: JpegComponent, frame: JpegFrame, region: Region, level: number): void {
  const [scaleX, scaleY] = [component.across / frame.mostAcross / 8, component.down / frame.mostDown / 8];
  const last = (edge: number, scale: number, most: number): number => Math.min(most, Math.ceil(edge * scale));
  const [right, bottom] = [last(region.right, scaleX, component.gridWide), last(region.bottom, scaleY, component.gridHigh)];
  for (let row = Math.max(0, Math.floor(region.top * scaleY)); row < bottom; row += 1)
    for (let column = Math.max(0, Math.floor(region.left * scaleX)); column < right; column += 1) {
      const from = (row * component.gridWide + column) * 64;
      component.coefficients.fill(0, from, from + 64);
      component.coefficients[from] = level;
    }
}

interface Jpeg {
  readonly frame: JpegFrame;
  readonly segments: readonly Segment[];
  /** DC steps by quantization table. */
  readonly steps: ReadonlyMap<number, number>;
}

function readJpeg(stream: Buffer): Jpeg {
  if (stream.readUInt16BE(0) !== 0xffd8) throw new CorruptStream();
  const tables: StreamTables = { dc: new Map(), ac: new Map() };
  const steps = new Map<number, number>();
  const segments: Segment[] = [];
  let frame: JpegFrame | null = null;
  let restartInterval = 0;
  for (let at = 2; at + 4 <= stream.length;) {
    if (stream[at] !== 0xff) throw new CorruptStream();
    const marker = stream[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xd9) break;
    const end = at + 2 + stream.readUInt16BE(at + 2);
    if (end > stream.length) throw new CorruptStream();
    if (marker === 0xc4) readTables(stream, at + 4, end, tables);
    else if (marker === 0xda) {
      if (!frame) throw new CorruptStream();
      const scan = readScan(stream, at, frame, restartInterval);
      segments.push({ kind: 'scan', start: at, end, scan });
      at = decodeScan(stream, end, scan, frame, tables);
      continue;
    } else {
      if (marker === 0xc0 || marker === 0xc1) frame = readFrame(stream, at);
      else if (marker >= 0xc2 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc) throw new CorruptStream();
      else if (marker === 0xdb) readQuantization(stream, at + 4, end, steps);
      else if (marker === 0xdd) restartInterval = stream.readUInt16BE(at + 4);
      // A comment or an application's own data may hold anything; colours depend on JFIF and Adobe alone.
      if (!isText(marker)) segments.push({ kind: 'copied', start: at, end });
    }
    at = end;
  }
  if (!frame || segments.every(({ kind }) => kind !== 'scan')) throw new CorruptStream();
  return { frame, segments, steps };
}

const isText = (marker: number): boolean => marker === 0xfe || (marker > 0xe0 && marker < 0xee) || marker === 0xef;

function decodeScan(stream: Buffer, from: number, scan: Scan, frame: JpegFrame, tables: StreamTables): number {
  const reader = new BitReader(stream, from);
  const predicted = new Map<ScanComponent, number>();
  for (const next of blocksOf(scan, frame)) {
    if (next === 'restart') {
      reader.restart();
      predicted.clear();
      continue;
    }
    const { part, block } = next;
    const [dc, ac] = [tables.dc.get(part.dc), tables.ac.get(part.ac)];
    if (!dc || !ac) throw new CorruptStream();
    const { coefficients } = part.component;
    const level = (predicted.get(part) ?? 0) + reader.value(reader.symbol(dc) & 15);
    predicted.set(part, level);
    coefficients[block * 64] = level;
    for (let index = 1; index < 64; index += 1) {
      const symbol = reader.symbol(ac);
      const size = symbol & 15;
      if (size === 0 && symbol !== SIXTEEN_ZEROS) break;
      index += symbol >> 4;
      if (index > 63) throw new CorruptStream();
      if (size > 0) coefficients[block * 64 + index] = reader.value(size);
    }
  }
  return reader.end();
}

function writeJpeg(stream: Buffer, { frame, segments }: Jpeg): Buffer {
  const parts: Buffer[] = [stream.subarray(0, 2)];
  for (const segment of segments) {
    if (segment.kind === 'scan') parts.push(...encodeScan(stream.subarray(segment.start, segment.end), segment.scan, frame));
    else parts.push(stream.subarray(segment.start, segment.end));
  }
  parts.push(Buffer.from([0xff, 0xd9]));
  return Buffer.concat(parts);
}

/** The tables that suit the scan best, its header, and its blocks. */
function encodeScan(header: Buffer, scan: Scan, frame: JpegFrame): Buffer[] {
  const frequencies = new Map<number, Uint32Array>();
  const count = (id: number, symbol: number): void => {
    const own = frequencies.get(id) ?? new Uint32Array(256);
    frequencies.set(id, own);
    own[symbol]! += 1;
  };
  walk(scan, frame, { symbol: count, value: () => undefined, restart: () => undefined });
  const tables = new Map([...frequencies].map(([id, own]) => [id, optimalTable(own)]));
  const codes = new Map([...tables].map(([id, table]) => [id, symbolCodes(table)]));
  const writer = new BitWriter();
  walk(scan, frame, {
    symbol: (id, symbol) => writer.symbol(codes.get(id)!, symbol),
    value: (value, size) => writer.value(value, size),
    restart: (number) => {
      writer.align();
      writer.marker(0xd0 + (number & 7));
    },
  });
  writer.align();
  return [...[...tables].map(([id, table]) => tableSegment(id, table)), header, writer.finish()];
}

interface Visitor {
  /** `id` is the table's as a stream names it: its kind in the upper half, its number in the lower. */
  readonly symbol: (id: number, symbol: number) => void;
  readonly value: (value: number, size: number) => void;
  readonly restart: (number: number) => void;
}

function walk(scan: Scan, frame: JpegFrame, { symbol, value, restart }: Visitor): void {
  const predicted = new Map<ScanComponent, number>();
  let restarts = 0;
  for (const next of blocksOf(scan, frame)) {
    if (next === 'restart') {
      restart(restarts);
      restarts += 1;
      predicted.clear();
      continue;
    }
    const { part, block } = next;
    const { coefficients } = part.component;
    const from = block * 64;
    const difference = coefficients[from]! - (predicted.get(part) ?? 0);
    predicted.set(part, coefficients[from]!);
    symbol(part.dc, sizeOf(difference));
    value(difference, sizeOf(difference));
    let zeros = 0;
    for (let index = 1; index < 64; index += 1) {
      const coefficient = coefficients[from + index]!;
      if (coefficient === 0) {
        zeros += 1;
        continue;
      }
      for (; zeros > 15; zeros -= 16) symbol(0x10 | part.ac, SIXTEEN_ZEROS);
      const size = sizeOf(coefficient);
      symbol(0x10 | part.ac, (zeros << 4) | size);
      value(coefficient, size);
      zeros = 0;
    }
    if (zeros > 0) symbol(0x10 | part.ac, END_OF_BLOCK);
  }
}

function tableSegment(id: number, { counts, symbols }: HuffmanTable): Buffer {
  const length = 2 + 1 + 16 + symbols.length;
  return Buffer.concat([Buffer.from([0xff, 0xc4, length >> 8, length & 255, id]), counts, symbols]);
}
