import { type GrayFrame } from './gray-frame';

/** Capital letters and digits of a 5 × 7 dot matrix: a row a number of five bits, the left dot the highest. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  '0': [14, 17, 19, 21, 25, 17, 14],
  '1': [4, 12, 4, 4, 4, 4, 14],
  '2': [14, 17, 1, 2, 4, 8, 31],
  '3': [31, 2, 4, 2, 1, 17, 14],
  '4': [2, 6, 10, 18, 31, 2, 2],
  '5': [31, 16, 30, 1, 1, 17, 14],
  '6': [6, 8, 16, 30, 17, 17, 14],
  '7': [31, 1, 2, 4, 8, 8, 8],
  '8': [14, 17, 17, 14, 17, 17, 14],
  '9': [14, 17, 17, 15, 1, 2, 12],
  A: [14, 17, 17, 31, 17, 17, 17],
  B: [30, 17, 17, 30, 17, 17, 30],
  C: [14, 17, 16, 16, 16, 17, 14],
  D: [30, 17, 17, 17, 17, 17, 30],
  E: [31, 16, 16, 30, 16, 16, 31],
  F: [31, 16, 16, 30, 16, 16, 16],
  G: [14, 17, 16, 23, 17, 17, 15],
  H: [17, 17, 17, 31, 17, 17, 17],
  I: [14, 4, 4, 4, 4, 4, 14],
  J: [7, 2, 2, 2, 2, 18, 12],
  K: [17, 18, 20, 24, 20, 18, 17],
  L: [16, 16, 16, 16, 16, 16, 31],
  M: [17, 27, 21, 21, 17, 17, 17],
  N: [17, 25, 21, 19, 17, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  P: [30, 17, 17, 30, 16, 16, 16],
  Q: [14, 17, 17, 17, 21, 18, 13],
  R: [30, 17, 17, 30, 20, 18, 17],
  S: [15, 16, 16, 14, 1, 1, 30],
  T: [31, 4, 4, 4, 4, 4, 4],
  U: [17, 17, 17, 17, 17, 17, 14],
  V: [17, 17, 17, 17, 17, 10, 4],
  W: [17, 17, 17, 21, 21, 27, 17],
  X: [17, 17, 10, 4, 10, 17, 17],
  Y: [17, 17, 10, 4, 4, 4, 4],
  Z: [31, 1, 2, 4, 8, 16, 31],
  '-': [0, 0, 0, 31, 0, 0, 0],
};

export const WRITABLE = Object.keys(GLYPHS).join('');
const ADVANCE = 6;
const HEIGHT = 7;

export interface Writing {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  /** Pixels a dot. */
  readonly scale: number;
  readonly ink: number;
  /** Edges that shade off, as a font of a screen has them. */
  readonly smooth?: boolean;
}

export const widthOf = ({ text, scale }: Pick<Writing, 'text' | 'scale'>): number => text.length * ADVANCE * scale;
export const heightOf = ({ scale }: Pick<Writing, 'scale'>): number => HEIGHT * scale;

/** Writes on a frame, as a device burns an annotation in. What reaches over the frame's edge is left out. */
export function writeOn(frame: GrayFrame, writing: Writing): void {
  const { left, top, ink, smooth } = writing;
  for (let y = 0; y < heightOf(writing) + 1; y += 1)
    for (let x = 0; x < widthOf(writing) + 1; x += 1) {
      const [column, row] = [left + x, top + y];
      if (column < 0 || row < 0 || column >= frame.width || row >= frame.height) continue;
      const lit = smooth ? coverage(writing, x, y) : dot(writing, x, y);
      const at = row * frame.width + column;
      frame.samples[at] = Math.round((frame.samples[at] ?? 0) * (1 - lit) + ink * lit);
    }
}

function dot({ text, scale }: Writing, x: number, y: number): number {
  const column = Math.floor(x / scale);
  const glyph = GLYPHS[text.charAt(Math.floor(column / ADVANCE))];
  const dots = glyph?.[Math.floor(y / scale)] ?? 0;
  return x < 0 || y < 0 || column % ADVANCE >= 5 ? 0 : (dots >> (4 - (column % ADVANCE))) & 1;
}

/** The share of the pixel that is lit when the writing lies half a pixel to the right of it and below. */
const coverage = (writing: Writing, x: number, y: number): number =>
  (dot(writing, x, y) + dot(writing, x - 1, y) + dot(writing, x, y - 1) + dot(writing, x - 1, y - 1)) / 4;
