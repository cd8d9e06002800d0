import { type AttributeValues } from './attribute-values';
import { type DecodedFrame } from './pixel-layout';
import { sampleValues } from './sample-values';

/** Share of the darkest and of the brightest samples that the scale may leave out: hot pixels, metal, air. */
const TAIL_SHARE = 0.005;

interface Window {
  readonly center: number;
  readonly width: number;
}

/** One frame as a person would see it: 0 black to 255 white, row by row. */
export function renderGray(frame: DecodedFrame, attributes: AttributeValues, index: number): Uint8Array {
  const values = sampleValues(frame);
  const scale = scaleOf(values, frame.layout.signed, attributes, index);
  const inverted = frame.layout.photometric === 'MONOCHROME1';
  const gray = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at += 1) {
    const level = scale(values[at]!);
    gray[at] = inverted ? 255 - level : level;
  }
  return gray;
}

/** The same from the least to the greatest value that the frame holds, whatever its window. */
export function renderFullRange(frame: DecodedFrame, attributes: AttributeValues): Uint8Array {
  const values = sampleValues(frame);
  const padding = attributes.shorts(0x00280120, frame.layout.signed)[0];
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    if (value === padding) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const factor = high > low ? 255 / (high - low) : 0;
  const gray = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at += 1) gray[at] = Math.min(255, Math.max(0, Math.round((values[at]! - low) * factor)));
  return gray;
}

/** From a stored value to 0 … 255: by table, by window, or by what the frame spans. */
function scaleOf(values: Int32Array, signed: boolean, attributes: AttributeValues, index: number): (value: number) => number {
  const groups = functionalGroups(attributes, index);
  const [slope, intercept] = rescaleOf([attributes, ...groups.flatMap((group) => group.items(0x00289145))]);
  const table = tableOf(attributes, slope, intercept);
  if (table) return table;
  const window = windowOf([attributes, ...groups.flatMap((group) => group.items(0x00289132))]);
  if (window) return linear(window, slope, intercept);
  const padding = attributes.shorts(0x00280120, signed)[0];
  const [low, high] = robustSpan(values, padding);
  return linear({ center: (low + high) / 2 + 0.5, width: Math.max(2, high - low + 1) }, 1, 0);
}

/** Shared and per-frame functional groups of an enhanced object (PS3.3 section C.7.6.16). */
const functionalGroups = (attributes: AttributeValues, index: number): AttributeValues[] => {
  const own = attributes.items(0x52009230)[index];
  return [...attributes.items(0x52009229), ...(own ? [own] : [])];
};

function rescaleOf(places: readonly AttributeValues[]): [number, number] {
  for (const place of places) {
    const [slope] = place.decimals(0x00281053);
    const [intercept] = place.decimals(0x00281052);
    if (slope !== undefined && slope !== 0 && intercept !== undefined) return [slope, intercept];
  }
  return [1, 0];
}

function windowOf(places: readonly AttributeValues[]): Window | null {
  for (const place of places) {
    const [center] = place.decimals(0x00281050);
    const [width] = place.decimals(0x00281051);
    if (center !== undefined && width !== undefined && width > 1) return { center, width };
  }
  return null;
}

/** PS3.3 section C.11.2.1.2.1. */
function linear({ center, width }: Window, slope: number, intercept: number): (value: number) => number {
  const factor = 255 / (width - 1);
  const offset = 127.5 - (center - 0.5) * factor;
  return (value) => {
    const level = (value * slope + intercept) * factor + offset;
    return level <= 0 ? 0 : level >= 255 ? 255 : Math.round(level);
  };
}

/** VOI LUT Sequence (PS3.3 section C.11.2.1.1): number of entries, first value mapped, bits of an entry. */
function tableOf(attributes: AttributeValues, slope: number, intercept: number): ((value: number) => number) | null {
  const [item] = attributes.items(0x00283010);
  const [count, first, bits] = item?.shorts(0x00283002) ?? [];
  const data = item?.shorts(0x00283006) ?? [];
  if (count === undefined || first === undefined || !bits || bits > 16 || data.length < (count || 65536)) return null;
  const from = intercept < 0 && first > 0x7fff ? first - 0x10000 : first;
  const most = 2 ** bits - 1;
  return (value) => {
    const entry = data[Math.min(Math.max(Math.round(value * slope + intercept) - from, 0), data.length - 1)]!;
    return Math.round((entry / most) * 255);
  };
}

/** The span of the samples without the tails; a sample of them, so that sorting stays cheap. */
export function robustSpan(values: Int32Array, padding: number | undefined): [number, number] {
  const step = Math.max(1, Math.floor(values.length / 20_000)) | 1;
  const picked: number[] = [];
  for (let at = 0; at < values.length; at += step) if (values[at] !== padding) picked.push(values[at]!);
  if (picked.length === 0) return [0, 1];
  const sorted = Int32Array.from(picked).sort();
  const tail = Math.floor(sorted.length * TAIL_SHARE);
  const [low, high] = [sorted[tail]!, sorted[sorted.length - 1 - tail]!];
  return high > low ? [low, high] : [sorted[0]!, sorted.at(-1)!];
}
