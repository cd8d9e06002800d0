import { EdgeSurvey, type Screen } from './edge-survey';
import { type GrayFrame } from './gray-frame';
import { type Region } from './region';

/** A stroke's edge jumps by this share of the brightness that the frame spans; tissue seldom does from one pixel to the next. */
const STEEP_SHARE = 0.3;
/** Faint letters, and the shaded edges of small ones. */
const SLIGHT_SHARE = 0.12;
/** Out of the ground, which has a grain of its own: this share, in this spread around it. */
const RISEN_SHARE = 0.18;
const GROUND_SPREAD_SHARE = 0.045;
/** Where this share of all samples is of about one value among the darkest third of brightness, that is ground too; tissue is of many. */
const GROUND_SHARE = 0.15;
const DARK_SHARE = 0.35;
const LEVELS = 32;
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

/**
 * Where a frame has what looks like writing: rows in which many sharp edges crowd, one below the other. It is a screen and not a
 * reader: it finds dense, sharp, high-contrast strokes, and misses faint ones and single characters.
 */
export const findTextRegions = (frame: GrayFrame): Region[] => [...findWriting(frame).regions];

/** What the screen met. */
export interface MetWriting {
  /** Looks like lines of writing. */
  readonly regions: readonly Region[];
  /** May hold some: few edges of one colour, or out of an even ground. A closer look tells. */
  readonly traces: readonly Region[];
}

const NOTHING: MetWriting = { regions: [], traces: [] };
const survey = new EdgeSurvey();

/** The same, with traces of writing that is faint, short, small or upright. */
export function findWriting(frame: GrayFrame): MetWriting {
  const screen = screenOf(frame);
  if (!screen) return NOTHING;
  survey.start(screen);
  const regions: Region[] = [];
  for (let row = 0; row < frame.height; row += ROW_STEP) {
    const found = columnsOfEdges(screen, row, survey);
    if (found < EDGES_IN_WINDOW) continue;
    for (const size of [SMALL, LARGE])
      for (const stretch of crowdedStretches(found, size)) {
        const region = grow(screen, row, stretch, size);
        if (region && hasInk(frame, region) && !regions.some((known) => covers(known, region))) regions.push(region);
        // The columns noted are now another row's.
        columnsOfEdges(screen, row);
      }
  }
  return { regions, traces: survey.traces(screen) };
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
 * Notes the columns of a row's steep edges and gives their number; tells a survey of the slight ones. Nearly all of what screening costs is spent
 * here: whole numbers, two pixels a turn, one comparison each (a jump below −edge wraps around to a large number).
 */
function columnsOfEdges(screen: Screen, row: number, surveyed?: EdgeSurvey): number {
  const { width, samples, flip, steep, slight } = screen;
  if (columns.length < width) columns = new Int32Array(width);
  const below = (surveyed ? slight : steep) - 1;
  const spread = 2 * below;
  const from = row * width;
  const end = from + width;
  let found = 0;
  let at = from;
  let before = samples[at]! ^ flip;
  for (; at + 2 < end; at += 2) {
    const middle = samples[at + 1]! ^ flip;
    const next = samples[at + 2]! ^ flip;
    if ((middle - before + below) >>> 0 > spread) found = noteEdge(screen, row, at + 1 - from, before, middle, found, surveyed);
    if ((next - middle + below) >>> 0 > spread) found = noteEdge(screen, row, at + 2 - from, middle, next, found, surveyed);
    before = next;
  }
  for (at += 1; at < end; at += 1) {
    const value = samples[at]! ^ flip;
    if ((value - before + below) >>> 0 > spread) found = noteEdge(screen, row, at - from, before, value, found, surveyed);
    before = value;
  }
  return found;
}

function noteEdge(
  screen: Screen,
  row: number,
  column: number,
  before: number,
  value: number,
  found: number,
  surveyed: EdgeSurvey | undefined,
): number {
  surveyed?.note(screen, row, column, before, value);
  if (Math.abs(value - before) < screen.steep) return found;
  columns[found] = column;
  return found + 1;
}

/** Null where the frame is even. Levels come from a sample spread over the frame: a few hot pixels must not stretch the scale. */
function screenOf({ width, height, samples }: GrayFrame): Screen | null {
  const signed = samples instanceof Int16Array;
  const unsigned = signed ? new Uint16Array(samples.buffer, samples.byteOffset, samples.length) : samples;
  const flip = signed ? SIGN : 0;
  const step = Math.max(1, Math.floor(samples.length / SAMPLED_PIXELS)) | 1;
  let { lowest, highest } = spanOf(unsigned, flip, step);
  // Small writing on an even ground may lie between all that is sampled.
  if (lowest === highest) ({ lowest, highest } = spanOf(unsigned, flip, 1));
  const span = highest - lowest;
  if (span <= 0) return null;
  const ground = darkGround(unsigned, flip, step, lowest, span);
  const spread = Math.floor(span * GROUND_SPREAD_SHARE);
  return {
    width,
    height,
    samples: unsigned,
    flip,
    steep: Math.max(1, Math.ceil(span * STEEP_SHARE)),
    slight: Math.max(1, Math.ceil(span * SLIGHT_SHARE)),
    risen: Math.max(1, Math.ceil(span * RISEN_SHARE)),
    darkest: lowest + spread,
    groundFrom: ground - spread,
    groundTo: ground + spread,
  };
}

function spanOf(samples: Uint8Array | Uint16Array, flip: number, step: number): { lowest: number; highest: number } {
  let lowest = 0xffff;
  let highest = 0;
  for (let index = 0; index < samples.length; index += step) {
    const value = samples[index]! ^ flip;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return { lowest, highest };
}

const counts = new Uint16Array(LEVELS);

/** The middle of the level that most dark samples have. */
function darkGround(samples: Uint8Array | Uint16Array, flip: number, step: number, lowest: number, span: number): number {
  const levels = Math.ceil(LEVELS * DARK_SHARE);
  const scale = LEVELS / (span + 1);
  counts.fill(0);
  for (let index = 0; index < samples.length; index += step) counts[(((samples[index]! ^ flip) - lowest) * scale) | 0]! += 1;
  let most = 0;
  // The lowest level is ground by itself: what is looked for lies above it.
  for (let level = 1; level < levels; level += 1) if (counts[level]! > counts[most]! || most === 0) most = level;
  if (counts[most]! * step < samples.length * GROUND_SHARE) return lowest;
  return Math.round(lowest + (most + 0.5) / scale);
}
