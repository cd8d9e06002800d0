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
/** ... within this many pixels: two characters of 12 pixels have eight. */
const WINDOW_PIXELS = 40;
/** Letters of six pixels are the smallest that can be read. */
const FEWEST_ROWS = 5;
/** Rows looked at first; writing is higher than this. */
const ROW_STEP = 4;
/** Pixels of one colour differ by this share of the region's span, and make up this share of it; tissue has next to none. */
const INK_SPREAD = 0.04;
const INK_SHARE = 0.05;
const GROUND_SPREAD = 0.25;
const SAMPLED_PIXELS = 2048;

interface Stretch {
  readonly left: number;
  readonly right: number;
}

/**
 * Where a frame has what looks like writing: rows in which many sharp edges crowd, one below the other. It is a screen and not a
 * reader: it finds dense, sharp, high-contrast strokes, and misses faint ones and single characters.
 */
export function findTextRegions(frame: GrayFrame): Region[] {
  const edge = edgeHeight(frame);
  if (edge === 0) return [];
  const regions: Region[] = [];
  for (let row = 0; row < frame.height; row += ROW_STEP) {
    if (regions.some((region) => row < region.bottom && row >= region.top && region.left === 0)) continue;
    for (const stretch of crowdedStretches(frame, row, edge)) {
      const region = grow(frame, row, stretch, edge);
      if (region && !regions.some((known) => covers(known, region))) regions.push(region);
    }
  }
  return regions;
}

/** The rows above and below in which the stretch goes on; null where they are too few for letters. */
function grow(frame: GrayFrame, row: number, stretch: Stretch, edge: number): Region | null {
  let top = row;
  let bottom = row + 1;
  let { left, right } = stretch;
  const extend = (next: number): boolean => {
    const met = crowdedStretches(frame, next, edge).find((other) => other.left < right && other.right > left);
    if (met) [left, right] = [Math.min(left, met.left), Math.max(right, met.right)];
    return met !== undefined;
  };
  while (top > 0 && extend(top - 1)) top -= 1;
  while (bottom < frame.height && extend(bottom)) bottom += 1;
  const region = { left, top, right, bottom };
  return bottom - top >= FEWEST_ROWS && hasInk(frame, region) ? region : null;
}

/** Writing has one colour: many of its pixels are as bright as its brightest, or as dark as its darkest on an even bright ground. */
function hasInk({ width, samples }: GrayFrame, { left, top, right, bottom }: Region): boolean {
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
    if (value >= highest - span * INK_SPREAD) bright += 1;
    if (value >= highest - span * GROUND_SPREAD) light += 1;
    if (value <= lowest + span * INK_SPREAD) dark += 1;
  });
  const pixels = (right - left) * (bottom - top);
  return bright >= pixels * INK_SHARE || (dark >= pixels * INK_SHARE && light >= pixels / 2);
}

const covers = (outer: Region, inner: Region): boolean =>
  inner.top < outer.bottom && inner.bottom > outer.top && inner.left < outer.right && inner.right > outer.left;

function crowdedStretches(frame: GrayFrame, row: number, edge: number): Stretch[] {
  const { width, samples } = frame;
  const from = row * width;
  const stretches: Stretch[] = [];
  const recent = new Int32Array(EDGES_IN_WINDOW);
  let seen = 0;
  let before = samples[from] ?? 0;
  for (let column = 1; column < width; column += 1) {
    const value = samples[from + column] ?? 0;
    const jump = value - before;
    before = value;
    if (jump < edge && jump > -edge) continue;
    recent[seen % EDGES_IN_WINDOW] = column;
    seen += 1;
    const oldest = recent[seen % EDGES_IN_WINDOW] ?? 0;
    if (seen < EDGES_IN_WINDOW || column - oldest > WINDOW_PIXELS) continue;
    const last = stretches.at(-1);
    if (last && oldest <= last.right) stretches[stretches.length - 1] = { left: last.left, right: column + 1 };
    else stretches.push({ left: oldest, right: column + 1 });
  }
  return stretches;
}

/** From a sample spread over the frame: a few hot pixels must not stretch the scale. */
function edgeHeight({ samples }: GrayFrame): number {
  const step = Math.max(1, Math.floor(samples.length / SAMPLED_PIXELS)) | 1;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let index = 0; index < samples.length; index += step) {
    const value = samples[index] ?? 0;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return highest > lowest ? Math.max(1, (highest - lowest) * EDGE_SHARE) : 0;
}
