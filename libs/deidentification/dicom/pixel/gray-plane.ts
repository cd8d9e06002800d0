import { type Raster } from './preview';
import { type Region } from './region';

/** Brightness of 0 … 255, row by row. */
export interface GrayPlane {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint8Array;
}

/** What writing can stand out in: brightness, and of colours the darkest one (yellow on white shows in blue alone). */
export function planesOf({ width, height, channels, samples }: Raster): GrayPlane[] {
  if (channels === 1) return [{ width, height, samples }];
  const [brightness, darkest] = [new Uint8Array(width * height), new Uint8Array(width * height)];
  let colourful = 0;
  for (let pixel = 0, at = 0; pixel < brightness.length; pixel += 1, at += 3) {
    const [red, green, blue] = [samples[at]!, samples[at + 1]!, samples[at + 2]!];
    const high = Math.max(red, green, blue);
    const low = Math.min(red, green, blue);
    brightness[pixel] = (2 * red + 5 * green + blue) >> 3;
    darkest[pixel] = low;
    if (high - low > 24) colourful += 1;
  }
  const planes = [{ width, height, samples: brightness }];
  return colourful > 0 ? [...planes, { width, height, samples: darkest }] : planes;
}

export const inverted = ({ width, height, samples }: GrayPlane): GrayPlane => ({
  width,
  height,
  samples: samples.map((value) => 255 - value),
});

/** A part of a picture, by itself. */
export function cropped({ width, samples }: GrayPlane, { left, top, right, bottom }: Region): GrayPlane {
  const part = new Uint8Array((right - left) * (bottom - top));
  for (let row = top; row < bottom; row += 1)
    part.set(samples.subarray(row * width + left, row * width + right), (row - top) * (right - left));
  return { width: right - left, height: bottom - top, samples: part };
}

/** Half as wide and high, each pixel the mean of four. */
export function halved({ width, height, samples }: GrayPlane): GrayPlane {
  const [half, rows] = [width >> 1, height >> 1];
  const smaller = new Uint8Array(half * rows);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < half; column += 1) {
      const at = row * 2 * width + column * 2;
      smaller[row * half + column] = (samples[at]! + samples[at + 1]! + samples[at + width]! + samples[at + width + 1]! + 2) >> 2;
    }
  return { width: half, height: rows, samples: smaller };
}

/** What stands out of its surroundings and is narrower than `size` pixels (a white top-hat): strokes stay, shading and areas go. */
export function topHat(plane: GrayPlane, size: number): Uint8Array {
  const opened = filtered(filtered(plane, size, Math.min), size, Math.max);
  return plane.samples.map((value, at) => Math.max(0, value - opened[at]!));

  function filtered(of: GrayPlane | Uint8Array, width: number, pick: (...values: number[]) => number): Uint8Array {
    const samples = of instanceof Uint8Array ? of : of.samples;
    return slide(
      slide(samples, plane.width, plane.height, 1, plane.width, width, pick),
      plane.height,
      plane.width,
      plane.width,
      1,
      width,
      pick,
    );
  }
}

/** Least or greatest of `size` neighbours along lines of `length` samples `step` apart; lines begin `stride` apart (van Herk's method). */
function slide(
  samples: Uint8Array,
  length: number,
  lines: number,
  step: number,
  stride: number,
  size: number,
  pick: (...values: number[]) => number,
): Uint8Array {
  const result = new Uint8Array(samples.length);
  const least = pick === Math.min;
  const half = size >> 1;
  const forward = new Uint8Array(length + 2 * size);
  const backward = new Uint8Array(length + 2 * size);
  const padded = new Uint8Array(length + 2 * size);
  for (let line = 0; line < lines; line += 1) {
    const from = line * stride;
    const [first, last] = [samples[from]!, samples[from + (length - 1) * step]!];
    padded.fill(first, 0, half);
    for (let at = 0; at < length; at += 1) padded[half + at] = samples[from + at * step]!;
    padded.fill(last, half + length);
    for (let at = 0; at < padded.length; at += 1) {
      const value = padded[at]!;
      const before = forward[at - 1]!;
      forward[at] = at % size === 0 ? value : least ? (value < before ? value : before) : value > before ? value : before;
    }
    for (let at = padded.length - 1; at >= 0; at -= 1) {
      const value = padded[at]!;
      const after = backward[at + 1]!;
      backward[at] =
        at % size === size - 1 || at === padded.length - 1
          ? value
          : least
            ? value < after
              ? value
              : after
            : value > after
              ? value
              : after;
    }
    for (let at = 0; at < length; at += 1) {
      const [one, other] = [backward[at]!, forward[at + size - 1]!];
      result[from + at * step] = least ? (one < other ? one : other) : one > other ? one : other;
    }
  }
  return result;
}
