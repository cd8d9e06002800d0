import { type GrayPlane } from './gray-plane';

/** What hangs together and stands out: its box, its brightest pixel, and how it meets its surroundings. */
export interface LetterShape {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly pixels: number;
  /** Of 255: its brightest pixel, and the mean of the pixels around it. */
  readonly ink: number;
  readonly ground: number;
  /** Share of its edges at which brightness falls by half of what it stands out by. */
  readonly sharp: number;
}

/** More than any page of writing; grain without end is not searched. */
const MOST_SHAPES = 40_000;

/** The connected shapes (eight neighbours) whose contrast reaches the threshold. */
export function letterShapes({ width, height, samples }: GrayPlane, contrast: Uint8Array, threshold: number): LetterShape[] {
  const seen = new Uint8Array(contrast.length);
  const stack = new Int32Array(contrast.length);
  const shapes: LetterShape[] = [];
  for (let start = 0; start < contrast.length && shapes.length < MOST_SHAPES; start += 1) {
    if (contrast[start]! >= threshold && !seen[start]) shapes.push(fill(start));
  }
  return shapes;

  function fill(start: number): LetterShape {
    let [left, right, top, bottom] = [width, 0, height, 0];
    let [pixels, ink, edges, sharp, ground] = [0, 0, 0, 0, 0];
    let depth = 1;
    stack[0] = start;
    seen[start] = 1;
    while (depth > 0) {
      depth -= 1;
      const at = stack[depth]!;
      const y = (at / width) | 0;
      const x = at - y * width;
      pixels += 1;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      if (y >= bottom) bottom = y + 1;
      const own = samples[at]!;
      if (own > ink) ink = own;
      const half = contrast[at]! / 2;
      const toX = x + 1 < width ? x + 1 : x;
      const toY = y + 1 < height ? y + 1 : y;
      for (let ny = y > 0 ? y - 1 : 0; ny <= toY; ny += 1)
        for (let nx = x > 0 ? x - 1 : 0; nx <= toX; nx += 1) {
          const next = ny * width + nx;
          if (contrast[next]! >= threshold) {
            if (seen[next]) continue;
            seen[next] = 1;
            stack[depth] = next;
            depth += 1;
          } else if (nx === x || ny === y) {
            edges += 1;
            ground += samples[next]!;
            if (own - samples[next]! >= half) sharp += 1;
          }
        }
    }
    const around = Math.max(1, edges);
    return { left, top, right, bottom, pixels, ink, ground: edges === 0 ? ink : ground / around, sharp: sharp / around };
  }
}
