import { halved, inverted, topHat, type GrayPlane } from './gray-plane';
import { letterShapes, type LetterShape } from './letter-shapes';
import { type Region } from './region';

/** Strokes are narrower than this at the scale at which a letter is looked for. */
const STROKE_PIXELS = 7;
const SCALES = 3;
const LETTER_HEIGHT = { least: 5, most: 40 };
/** Printed letters that touch. */
const WIDEST_LETTER = 90;
const FEWEST_PIXELS = 4;
/** Beyond it there is nothing but grain, and a line in it would be chance. */
const MOST_LETTERS = 8000;

/** How writing stands out of 255, and by how much letters of one line may differ. */
interface Look {
  readonly contrast: number;
  /** Of the letters' brightest pixels. */
  readonly inkSpread: number;
  readonly groundSpread: number;
  /** Writing has edges, tissue has slopes. */
  readonly sharp: number;
}

/** Clear writing on anything; faint writing on an even ground, as a bar or a frame has it. */
const LOOKS: readonly Look[] = [
  { contrast: 40, inkSpread: 40, groundSpread: 255, sharp: 0.6 },
  { contrast: 12, inkSpread: 14, groundSpread: 8, sharp: 0.7 },
];

/**
 * Lines of writing in a picture, bright or dark, level or upright, of letters from 5 to 160 pixels: small sharp shapes of one colour in a
 * row. Unlike the screen over raw samples it finds short words and faint ones, and takes a tenth of a second.
 */
export function findTextLines(plane: GrayPlane): Region[] {
  const regions: Region[] = [];
  let scaled = plane;
  for (let factor = 1; factor < 2 ** SCALES && scaled.width >= 12 && scaled.height >= 8; factor *= 2) {
    for (const polarity of [scaled, inverted(scaled)]) regions.push(...linesOf(polarity).map((line) => times(line, factor)));
    scaled = halved(scaled);
  }
  return regions;
}

function linesOf(plane: GrayPlane): Region[] {
  const contrast = topHat(plane, STROKE_PIXELS);
  const grain = medianOf(contrast) * 4;
  return LOOKS.flatMap((look) => {
    const threshold = Math.max(look.contrast, Math.min(110, grain));
    // Where grain hides faint writing, it is no faint writing that the first look has not seen.
    if (look !== LOOKS[0] && threshold > look.contrast) return [];
    const shapes = letterShapes(plane, contrast, threshold);
    const level = shapes.filter((shape) => isLetter(shape, look));
    const upright = shapes.map(turned).filter((shape) => isLetter(shape, look));
    return [...lines(level, look), ...lines(upright, look).map(turned)];
  });
}

function medianOf(values: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const value of values) counts[value]! += 1;
  let seen = 0;
  for (let value = 0; value < 256; value += 1) if ((seen += counts[value]!) >= values.length / 2) return value;
  return 255;
}

const times = ({ left, top, right, bottom }: Region, factor: number): Region => ({
  left: left * factor,
  top: top * factor,
  right: right * factor,
  bottom: bottom * factor,
});

/** Rows become columns. */
const turned = <Box extends Region>(box: Box): Box => ({ ...box, left: box.top, top: box.left, right: box.bottom, bottom: box.right });

function isLetter({ left, top, right, bottom, pixels, sharp }: LetterShape, look: Look): boolean {
  const [width, height] = [right - left, bottom - top];
  if (height < LETTER_HEIGHT.least || height > LETTER_HEIGHT.most || width > WIDEST_LETTER || width > height * 5) return false;
  return pixels >= FEWEST_PIXELS && sharp >= look.sharp;
}

function lines(letters: readonly LetterShape[], look: Look): Region[] {
  if (letters.length > MOST_LETTERS) return [];
  return groupsOf(letters, look)
    .filter((group) => isLine(group, look))
    .map(boxOf);
}

/** Letters that stand side by side at one height, joined as a chain. */
function groupsOf(letters: readonly LetterShape[], look: Look): LetterShape[][] {
  const sorted = [...letters].sort((one, other) => one.left - other.left);
  const parent = sorted.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  sorted.forEach((letter, index) => {
    const reach = letter.right + (letter.bottom - letter.top) * 3;
    for (let next = index + 1; next < sorted.length && sorted[next]!.left <= reach; next += 1)
      if (isNeighbour(letter, sorted[next]!, look)) parent[root(next)] = root(index);
  });
  const groups = new Map<number, LetterShape[]>();
  sorted.forEach((letter, index) => {
    const group = groups.get(root(index));
    if (group) group.push(letter);
    else groups.set(root(index), [letter]);
  });
  return [...groups.values()];
}

function isNeighbour(one: LetterShape, next: LetterShape, look: Look): boolean {
  const [height, nextHeight] = [one.bottom - one.top, next.bottom - next.top];
  const [low, tall] = [Math.min(height, nextHeight), Math.max(height, nextHeight)];
  if (tall > low * 2.5 || next.left - one.right > tall * 1.1) return false;
  if (Math.min(one.bottom, next.bottom) - Math.max(one.top, next.top) < low * 0.6) return false;
  return Math.abs(one.ink - next.ink) <= look.inkSpread && Math.abs(one.ground - next.ground) <= look.groundSpread;
}

/** Three letters or more of like height, or two of one and the same colour; wider than high. */
function isLine(group: readonly LetterShape[], look: Look): boolean {
  if (group.length < 2) return false;
  const { left, right, top, bottom } = boxOf(group);
  const heights = group.map((letter) => letter.bottom - letter.top).sort((one, other) => one - other);
  const tallest = heights.at(-1)!;
  if (right - left < (bottom - top) * 1.1 || bottom - top > tallest * 1.9) return false;
  const tall = heights.filter((height) => height >= tallest * 0.55).length;
  const inks = group.map((letter) => letter.ink).sort((one, other) => one - other);
  const spread = inks[Math.ceil(inks.length * 0.9) - 1]! - inks[Math.floor(inks.length * 0.1)]!;
  if (group.length === 2)
    return spread <= 6 && tallest >= 8 && tallest <= 32 && group.every((letter) => letter.sharp >= 0.8 && hasStrokes(letter));
  return tall >= 3 && spread <= look.inkSpread;
}

/** A character is neither a dot nor a bar: part of its box is empty, and it is about as wide as high. */
function hasStrokes({ left, top, right, bottom, pixels }: LetterShape): boolean {
  const [width, height] = [right - left, bottom - top];
  const filled = pixels / (width * height);
  return width >= height * 0.35 && width <= height * 2.2 && filled >= 0.2 && filled <= 0.75;
}

const boxOf = (group: readonly LetterShape[]): Region => ({
  left: Math.min(...group.map((letter) => letter.left)),
  top: Math.min(...group.map((letter) => letter.top)),
  right: Math.max(...group.map((letter) => letter.right)),
  bottom: Math.max(...group.map((letter) => letter.bottom)),
});
