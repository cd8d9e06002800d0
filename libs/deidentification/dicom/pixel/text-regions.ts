import { type GrayFrame } from './gray-frame';

/** Pixels, from the upper left corner; right and bottom are exclusive. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A stroke's edge jumps by this share of the brightness that the frame spans; tissue seldom does from one pixel to the next. */
const EDGE_SHARE = 0.3;
/** A line of writing has this many edges ... */
const EDGES_IN_WINDOW = 8;
/** ... within this many pixels, and goes on for this many rows. */
interface LetterSize {
  readonly windowPixels: number;
  readonly fewestRows: number;
}
/** Letters of six pixels are the smallest that can be read; two characters of 12 pixels have eight edges. */
const SMALL: LetterSize = { windowPixels: 40, fewestRows: 5 };
/** Three characters of a headline. Strokes so far apart turn up in tissue too, though not in so many rows. */
const LARGE: LetterSize = { windowPixels: 80, fewestRows: 15 };
/** No writing fits between the rows that are looked at. */
const ROW_STEP = SMALL.fewestRows;
/**
 * Pixels of one colour differ by this share of the region's span, and make up a share of it; tissue has next to none. Strokes of small letters shade
 * off, so that few of their pixels are of the full colour. In a matrix of few pixels tissue has edges as dense as writing: there only full colour tells.
 */
const INK_SPREAD = 0.08;
const INK_SPREAD_OF_FEW_PIXELS = 0.04;
const FEW_PIXELS_A_SIDE = 200;
const INK_SHARE = 0.05;
const GROUND_SPREAD = 0.25;
const SAMPLED_PIXELS = 2048;

interface Stretch {
  readonly left: number;
  readonly right: number;
}

/** A frame as the screen goes over it. */
interface Screen {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint8Array | Uint16Array;
  /** Signed samples are read as unsigned ones with their first bit flipped: a loop that meets more kinds of arrays is half as fast. */
  readonly flip: number;
  /** The least jump that is an edge; a whole number. */
  readonly edge: number;
}

/**
 * Where a frame has what looks like writing: rows in which many sharp edges crowd, one below the other. It is a screen and not a
 * reader: it finds dense, sharp, high-contrast strokes, and misses faint ones and single characters.
 */
export function findTextRegions(frame: GrayFrame): Region[] {
  const screen = screenOf(frame);
  if (screen.edge === 0) return [];
  const regions: Region[] = [];
  for (let row = 0; row < frame.height; row += ROW_STEP) {
    const found = columnsOfEdges(screen, row);
    if (found < EDGES_IN_WINDOW) continue;
    for (const size of [SMALL, LARGE])
      for (const stretch of crowdedStretches(found, size)) {
        const region = grow(screen, row, stretch, size);
        if (region && hasInk(frame, region) && !regions.some((known) => covers(known, region))) regions.push(region);
        // The columns noted are now another row's.
        columnsOfEdges(screen, row);
      }
  }
  return regions;
}

function screenOf({ width, height, samples }: GrayFrame): Screen {
  const signed = samples instanceof Int16Array;
  const unsigned = signed ? new Uint16Array(samples.buffer, samples.byteOffset, samples.length) : samples;
  const flip = signed ? SIGN : 0;
  return { width, height, samples: unsigned, flip, edge: edgeHeight(unsigned, flip) };
}

/** The rows above and below in which the stretch goes on; null where they are too few for letters. */
function grow(screen: Screen, row: number, stretch: Stretch, size: LetterSize): Region | null {
  let top = row;
  let bottom = row + 1;
  let { left, right } = stretch;
  const extend = (next: number): boolean => {
    const stretches = crowdedStretches(columnsOfEdges(screen, next), size);
    const met = stretches.find((other) => other.left < right && other.right > left);
    if (met) [left, right] = [Math.min(left, met.left), Math.max(right, met.right)];
    return met !== undefined;
  };
  while (top > 0 && extend(top - 1)) top -= 1;
  while (bottom < screen.height && extend(bottom)) bottom += 1;
  return bottom - top >= size.fewestRows ? { left, top, right, bottom } : null;
}

/** Writing has one colour: many of its pixels are as bright as its brightest, or as dark as its darkest on an even bright ground. */
function hasInk({ width, height, samples }: GrayFrame, { left, top, right, bottom }: Region): boolean {
  const spread = Math.min(width, height) < FEW_PIXELS_A_SIDE ? INK_SPREAD_OF_FEW_PIXELS : INK_SPREAD;
  let lowest = Infinity;
  let highest = -Infinity;
  const each = (look: (value: number) => void): void => {
    for (let row = top; row < bottom; row += 1) for (let at = row * width + left; at < row * width + right; at += 1) look(samples[at] ?? 0);
  };
  each((value) => {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  });
  const span = highest - lowest;
  let bright = 0;
  let light = 0;
  let dark = 0;
  each((value) => {
    if (value >= highest - span * spread) bright += 1;
    if (value >= highest - span * GROUND_SPREAD) light += 1;
    if (value <= lowest + span * spread) dark += 1;
  });
  const pixels = (right - left) * (bottom - top);
  return bright >= pixels * INK_SHARE || (dark >= pixels * INK_SHARE && light >= pixels / 2);
}

const covers = (outer: Region, inner: Region): boolean =>
  inner.top < outer.bottom && inner.bottom > outer.top && inner.left < outer.right && inner.right > outer.left;

/** Columns at which an edge was found in the row last looked at. */
let columns = new Int32Array(1024);
const SIGN = 0x8000;

/** Stretches in which the edges noted crowd as in letters of a size. */
function crowdedStretches(found: number, { windowPixels }: LetterSize): Stretch[] {
  const stretches: Stretch[] = [];
  for (let last = EDGES_IN_WINDOW - 1; last < found; last += 1) {
    const [left, right] = [columns[last - EDGES_IN_WINDOW + 1]!, columns[last]! + 1];
    if (right - left - 1 > windowPixels) continue;
    const before = stretches.at(-1);
    if (before && left <= before.right) stretches[stretches.length - 1] = { left: before.left, right };
    else stretches.push({ left, right });
  }
  return stretches;
}

/**
 * Notes the columns of a row's edges and gives their number. Nearly all of what screening costs is spent here: whole numbers, four
 * pixels a turn, one comparison each (a jump below −edge wraps around to a large number).
 */
function columnsOfEdges({ width, samples, flip, edge }: Screen, row: number): number {
  if (columns.length < width) columns = new Int32Array(width);
  const below = edge - 1;
  const spread = 2 * below;
  const from = row * width;
  const end = from + width;
  let found = 0;
  let at = from;
  let before = samples[at]! ^ flip;
  for (; at + 4 < end; at += 4) {
    const first = samples[at + 1]! ^ flip;
    const second = samples[at + 2]! ^ flip;
    const third = samples[at + 3]! ^ flip;
    const fourth = samples[at + 4]! ^ flip;
    if ((first - before + below) >>> 0 > spread) columns[found++] = at + 1 - from;
    if ((second - first + below) >>> 0 > spread) columns[found++] = at + 2 - from;
    if ((third - second + below) >>> 0 > spread) columns[found++] = at + 3 - from;
    if ((fourth - third + below) >>> 0 > spread) columns[found++] = at + 4 - from;
    before = fourth;
  }
  for (at += 1; at < end; at += 1) {
    const value = samples[at]! ^ flip;
    if ((value - before + below) >>> 0 > spread) columns[found++] = at - from;
    before = value;
  }
  return found;
}

/** A whole number, from a sample spread over the frame: a few hot pixels must not stretch the scale. 0 where the frame is even. */
function edgeHeight(samples: Uint8Array | Uint16Array, flip: number): number {
  const step = Math.max(1, Math.floor(samples.length / SAMPLED_PIXELS)) | 1;
  // Small writing on an even ground may lie between all that is sampled.
  const span = spanOf(samples, flip, step) || spanOf(samples, flip, 1);
  return span > 0 ? Math.max(1, Math.ceil(span * EDGE_SHARE)) : 0;
}

function spanOf(samples: Uint8Array | Uint16Array, flip: number, step: number): number {
  let lowest = 0xffff;
  let highest = 0;
  for (let index = 0; index < samples.length; index += step) {
    const value = samples[index]! ^ flip;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return highest - lowest;
}
