import { CorruptStream } from './entropy-coding';
import { decodingTable, type DecodingTable, type HuffmanTable } from './huffman-table';

export interface JpegComponent {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  readonly quantization: number;
  /** Blocks of 8 × 8 that are coded when the component stands alone, and the grid that interleaved scans fill. */
  readonly blocksWide: number;
  readonly blocksHigh: number;
  readonly gridWide: number;
  readonly gridHigh: number;
  /** 64 a block in zigzag order, block by block. */
  readonly coefficients: Int16Array;
}

export interface JpegFrame {
  readonly precision: number;
  readonly width: number;
  readonly height: number;
  readonly mostAcross: number;
  readonly mostDown: number;
  readonly components: readonly JpegComponent[];
}

export interface ScanComponent {
  readonly component: JpegComponent;
  readonly dc: number;
  readonly ac: number;
}

/** A stretch between markers; a Huffman table's own is left out. */
export type Segment =
  | { readonly kind: 'copied'; readonly start: number; readonly end: number }
  | { readonly kind: 'scan'; readonly start: number; readonly end: number; readonly scan: Scan };

export interface Scan {
  readonly components: readonly ScanComponent[];
  /** MCUs between restart markers; 0 for none. */
  readonly restartInterval: number;
}

/** What holds while a stream is read. */
export interface StreamTables {
  readonly dc: Map<number, DecodingTable>;
  readonly ac: Map<number, DecodingTable>;
}

const LARGEST_COEFFICIENTS = 96 * 1024 * 1024;

/** Reads the header of a frame of sequential JPEG with Huffman codes (SOF0, SOF1). */
export function readFrame(bytes: Buffer, at: number): JpegFrame {
  const precision = bytes[at + 4]!;
  const [height, width, count] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7), bytes[at + 9]!];
  if ((precision !== 8 && precision !== 12) || width === 0 || height === 0 || count < 1 || count > 4) throw new CorruptStream();
  const parts = Array.from({ length: count }, (_, index) => {
    const from = at + 10 + index * 3;
    const factors = bytes[from + 1]!;
    return { id: bytes[from]!, across: factors >> 4, down: factors & 15, quantization: bytes[from + 2]! };
  });
  if (parts.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) throw new CorruptStream();
  const mostAcross = Math.max(...parts.map((part) => part.across));
  const mostDown = Math.max(...parts.map((part) => part.down));
  const [unitsWide, unitsHigh] = [Math.ceil(width / (8 * mostAcross)), Math.ceil(height / (8 * mostDown))];
  const components = parts.map((part) => {
    const [gridWide, gridHigh] = [unitsWide * part.across, unitsHigh * part.down];
    if (gridWide * gridHigh * 64 > LARGEST_COEFFICIENTS) throw new CorruptStream();
    return {
      ...part,
      blocksWide: Math.ceil(Math.ceil((width * part.across) / mostAcross) / 8),
      blocksHigh: Math.ceil(Math.ceil((height * part.down) / mostDown) / 8),
      gridWide,
      gridHigh,
      coefficients: new Int16Array(gridWide * gridHigh * 64),
    };
  });
  return { precision, width, height, mostAcross, mostDown, components };
}

export function readTables(bytes: Buffer, from: number, to: number, tables: StreamTables): void {
  for (let at = from; at + 17 <= to;) {
    const [kind, id] = [bytes[at]! >> 4, bytes[at]! & 15];
    const counts = Uint8Array.from(bytes.subarray(at + 1, at + 17));
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total > 256 || at + 17 + total > to) throw new CorruptStream();
    const table: HuffmanTable = { counts, symbols: Uint8Array.from(bytes.subarray(at + 17, at + 17 + total)) };
    (kind === 0 ? tables.dc : tables.ac).set(id, decodingTable(table));
    at += 17 + total;
  }
}

/** The DC step of each quantization table; of 8 or 16 bits. */
export function readQuantization(bytes: Buffer, from: number, to: number, steps: Map<number, number>): void {
  for (let at = from; at < to;) {
    const wide = bytes[at]! >> 4 === 1;
    steps.set(bytes[at]! & 15, wide ? bytes.readUInt16BE(at + 1) : bytes[at + 1]!);
    at += 1 + (wide ? 128 : 64);
  }
}

export function readScan(bytes: Buffer, at: number, frame: JpegFrame, restartInterval: number): Scan {
  const count = bytes[at + 4]!;
  const components = Array.from({ length: count }, (_, index): ScanComponent => {
    const [id, tables] = [bytes[at + 5 + index * 2], bytes[at + 6 + index * 2]!];
    const component = frame.components.find((candidate) => candidate.id === id);
    if (!component) throw new CorruptStream();
    return { component, dc: tables >> 4, ac: tables & 15 };
  });
  if (count < 1 || count > 4) throw new CorruptStream();
  return { components, restartInterval };
}

/** The blocks of a scan in the order in which they are coded, and where a restart is due. */
export function* blocksOf(
  { components, restartInterval }: Scan,
  frame: JpegFrame,
): Generator<{ part: ScanComponent; block: number } | 'restart'> {
  const [alone] = components;
  const single = components.length === 1 && alone ? alone : null;
  const [wide, high] = single
    ? [single.component.blocksWide, single.component.blocksHigh]
    : [Math.ceil(frame.width / (8 * frame.mostAcross)), Math.ceil(frame.height / (8 * frame.mostDown))];
  for (let unit = 0; unit < wide * high; unit += 1) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) yield 'restart';
    const [column, row] = [unit % wide, Math.floor(unit / wide)];
    if (single) yield { part: single, block: row * single.component.gridWide + column };
    else
      for (const part of components)
        for (let y = 0; y < part.component.down; y += 1)
          for (let x = 0; x < part.component.across; x += 1)
            yield { part, block: (row * part.component.down + y) * part.component.gridWide + column * part.component.across + x };
  }
}
