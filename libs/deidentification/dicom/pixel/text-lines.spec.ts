import { emptyImage, TEXTS, writtenImage, type Ground, type Writing } from './fixtures/written-image';
import { planesOf } from './gray-plane';
import { withMargins } from './region-merging';
import { findTextLines } from './text-lines';

// Goal: nearly all writing of a size that a person can read is found with shapes alone, and hardly anything else is.

const GROUNDS: readonly Ground[] = ['black', 'white', 'bar', 'grain', 'tissue', 'echo'];
const BLACK = [0, 0, 0] as const;
const WHITE = [255, 255, 255] as const;

/** Share of the letters' pixels that no found region covers. */
function uncovered(writing: Writing): number {
  const image = writtenImage(writing);
  const regions = withMargins(
    planesOf({ ...image, channels: 3 }).flatMap((plane) => findTextLines(plane)),
    image.width,
    image.height,
  );
  let [ink, missed] = [0, 0];
  image.ink.forEach((drawn, at) => {
    if (!drawn) return;
    const [x, y] = [at % image.width, Math.floor(at / image.width)];
    ink += 1;
    if (!regions.some(({ left, top, right, bottom }) => x >= left && x < right && y >= top && y < bottom)) missed += 1;
  });
  return missed / ink;
}

describe.each(GROUNDS)('on %s', (ground) => {
  it.each([16, 40])('letters of %i pixels', (size) => {
    const left = TEXTS.slice(1, 4).map((text, index) =>
      uncovered({
        text,
        size,
        ground,
        colour: ground === 'white' ? BLACK : WHITE,
        bold: index % 2 === 0,
        turned: index % 3 === 0,
        seed: index + size,
      }),
    );
    // One of three may keep a letter or two: the recognizer looks again.
    expect(left.filter((share) => share > 0.05).length).toBeLessThanOrEqual(1);
  });
});

it.each(GROUNDS)('finds next to nothing on %s', (ground) => {
  const covered = [1, 2].map(
    (seed) => planesOf({ ...emptyImage(ground, seed), channels: 3 }).flatMap((plane) => findTextLines(plane)).length,
  );
  expect(covered.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2);
});

it('finds gray on gray where the ground is even', () =>
  expect(uncovered({ text: TEXTS[2], size: 16, ground: 'bar', colour: [90, 90, 90] })).toBeLessThan(0.05));
