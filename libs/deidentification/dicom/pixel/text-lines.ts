import { halved, inverted, topHat, type GrayPlane } from './gray-plane';
import { letterShapes, type LetterShape } from './letter-shapes';
import { type Region } from './region';

/** Strokes are narrower than this at the scale at which a letter is looked for. */
const STROKE_PIXELS = 7;
const SCALES = 3;
/** Pixels. Radiographs have more; letters on them are of ten pixels at least, and a look at all of them takes many seconds. */
const LARGEST_SIDE = 2048;
/** Smaller letters than these are met at full size; found at half of it they would be chance. */
const LETTER_HEIGHT = { least: 5, leastScaled: 13, most: 40 };
/** Printed letters that touch. */
const WIDEST_LETTER = 90;
const FEWEST_PIXELS = 4;
/** I and 1 fill their boxes, squares of a chart do, and most letters don't. */
const FULLEST_LETTER = 0.85;
/** In heights of a line: as far apart its parts may stand. */
const FARTHEST_GAP = 4;
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

/** Clear writing, gray writing, and faint writing on an even ground, as a bar or a frame has it. */
const LOOKS: readonly Look[] = [
  { contrast: 40, inkSpread: 32, groundSpread: 255, sharp: 0.6 },
  { contrast: 24, inkSpread: 16, groundSpread: 24, sharp: 0.65 },
  { contrast: 12, inkSpread: 14, groundSpread: 8, sharp: 0.7 },
];

/** What nothing but writing looks like: for a second look, at a picture in which blanked places have edges of their own. */
const PLAIN_LOOKS: readonly Look[] = [{ contrast: 60, inkSpread: 8, groundSpread: 255, sharp: 0.7 }];

/**
 * Lines of writing in a picture, bright or dark, level or upright, of letters from 5 to 160 pixels: small sharp shapes of one colour in a
 * row. Unlike the screen over raw samples it finds short words and faint ones, and takes a tenth of a second.
 */
export function findTextLines(plane: GrayPlane, plain = false): Region[] {
  const looks = plain ? PLAIN_LOOKS : LOOKS;
  const regions: Region[] = [];
  let [scaled, first] = [plane, 1];
  for (; Math.max(scaled.width, scaled.height) > LARGEST_SIDE; first *= 2) scaled = halved(scaled);
  for (let factor = first; factor < first * 2 ** SCALES && scaled.width >= 12 && scaled.height >= 8; factor *= 2) {
    for (const polarity of [scaled, inverted(scaled)])
      regions.push(
        ...linesOf(polarity, looks, factor === first ? LETTER_HEIGHT.least : LETTER_HEIGHT.leastScaled).map((line) => times(line, factor)),
      );
    scaled = halved(scaled);
  }
  return regions;
}

function linesOf(plane: GrayPlane, looks: readonly Look[], leastHeight: number): Region[] {
  const contrast = topHat(plane, STROKE_PIXELS);
  const grain = medianOf(contrast) * 4;
  return looks.flatMap((look) => {
    const threshold = Math.max(look.contrast, Math.min(110, grain));
    // Where grain hides faint writing, it is no faint writing that the first look has not seen.
    if (look !== looks[0] && threshold > look.contrast) return [];
    const shapes = letterShapes(plane, contrast, threshold);
    const level = shapes.filter((shape) => isLetter(shape, look, leastHeight));
    const upright = shapes.map(turned).filter((shape) => isLetter(shape, look, leastHeight));
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

function isLetter({ left, top, right, bottom, pixels, sharp }: LetterShape, look: Look, leastHeight: number): boolean {
  const [width, height] = [right - left, bottom - top];
  if (height < leastHeight || height > LETTER_HEIGHT.most || width > WIDEST_LETTER || width > height * 5) return false;
  return pixels >= FEWEST_PIXELS && sharp >= look.sharp;
}

function lines(letters: readonly LetterShape[], look: Look): Region[] {
  if (letters.length > MOST_LETTERS) return [];
  return groupsOf(letters, look)
    .filter((group) => isLine(group, look) && standsAlone(group, letters))
    .map((group) => prolonged(boxOf(group), group, letters, look));
}

/** A line that the ground hides in places goes on beyond them: letters of its height and colour in its rows belong to it. */
function prolonged(box: Region, group: readonly LetterShape[], letters: readonly LetterShape[], look: Look): Region {
  const height = box.bottom - box.top;
  const ink = group[group.length >> 1]!.ink;
  let grown = box;
  for (let more = true; more;) {
    more = false;
    for (const letter of letters) {
      const tall = letter.bottom - letter.top;
      const inRows = Math.min(letter.bottom, grown.bottom) - Math.max(letter.top, grown.top) >= tall * 0.7;
      const gap = Math.max(letter.left - grown.right, grown.left - letter.right);
      if (!inRows || gap < 0 || gap > height * FARTHEST_GAP || tall < height * 0.5 || Math.abs(letter.ink - ink) > look.inkSpread / 3)
        continue;
      grown = { ...grown, left: Math.min(grown.left, letter.left), right: Math.max(grown.right, letter.right) };
      more = true;
    }
  }
  return grown;
}

/** Among many other shapes a row of some is chance, unless all have the very same colour. */
function standsAlone(group: readonly LetterShape[], letters: readonly LetterShape[]): boolean {
  const { left, top, right, bottom } = boxOf(group);
  const around = (bottom - top) * 1.5;
  const near = letters.filter(
    (letter) =>
      letter.left < right + around && letter.right > left - around && letter.top < bottom + around && letter.bottom > top - around,
  );
  return near.length <= group.length * 2.5 || inkSpreadOf(group) <= 8;
}

/** Without the tenths at both ends. */
function inkSpreadOf(group: readonly LetterShape[]): number {
  const inks = group.map((letter) => letter.ink).sort((one, other) => one - other);
  return inks[Math.ceil(inks.length * 0.9) - 1]! - inks[Math.floor(inks.length * 0.1)]!;
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

/** Three letters or more of like height on one line, or two of one and the same colour; wider than high. */
function isLine(group: readonly LetterShape[], look: Look): boolean {
  if (group.length < 2) return false;
  const { left, right, top, bottom } = boxOf(group);
  const tallest = Math.max(...group.map((letter) => letter.bottom - letter.top));
  if (right - left < (bottom - top) * 1.1 || bottom - top > tallest * 1.9) return false;
  const spread = inkSpreadOf(group);
  if (group.length === 2) return spread <= 6 && tallest >= 8 && tallest <= 32 && aligned(group, tallest, 2) && group.every(isCharacter);
  const tall = group.filter((letter) => letter.bottom - letter.top >= tallest * 0.55);
  const open = tall.filter((letter) => filledShare(letter) <= FULLEST_LETTER);
  return (
    tall.length >= 3 && open.length * 3 >= tall.length && spread <= look.inkSpread && aligned(tall, tallest, Math.ceil(tall.length * 0.6))
  );
}

/** Letters of a line stand on it: that many end at about the same row. */
function aligned(letters: readonly LetterShape[], tallest: number, count: number): boolean {
  const slack = Math.max(1.5, tallest * 0.15);
  return letters.some((one) => letters.filter((other) => Math.abs(other.bottom - one.bottom) <= slack).length >= count);
}

const isCharacter = (letter: LetterShape): boolean => letter.sharp >= 0.8 && hasStrokes(letter);

/** A character is neither a dot nor a bar: part of its box is empty, and it is about as wide as high. */
function hasStrokes(letter: LetterShape): boolean {
  const [width, height] = [letter.right - letter.left, letter.bottom - letter.top];
  const filled = filledShare(letter);
  return width >= height * 0.35 && width <= height * 2.2 && filled >= 0.2 && filled <= 0.75;
}

const filledShare = ({ left, top, right, bottom, pixels }: LetterShape): number => pixels / ((right - left) * (bottom - top));

const boxOf = (group: readonly LetterShape[]): Region => ({
  left: Math.min(...group.map((letter) => letter.left)),
  top: Math.min(...group.map((letter) => letter.top)),
  right: Math.max(...group.map((letter) => letter.right)),
  bottom: Math.max(...group.map((letter) => letter.bottom)),
});
