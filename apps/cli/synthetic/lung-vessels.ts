import { type Point } from './chest-geometry';
import { type SeededRandom } from './seeded-random';

/** A straight piece of a pulmonary vessel. */
export interface Vessel {
  readonly from: Point;
  readonly to: Point;
  readonly radiusMm: number;
}

const generations = 6;
const trunksPerLung = 9;

/** Trees that leave each hilum and fork until they are finer than a pixel: at most 2 × 9 × (2^7 - 1) pieces. */
export function growVessels(random: SeededRandom): readonly Vessel[] {
  const pieces: Vessel[] = [];
  for (const side of [-1, 1]) {
    for (let trunk = 0; trunk < trunksPerLung; trunk++) {
      const start = { x: side * 38, y: random.between(-8, 14), z: random.between(-38, 2) };
      const spread = (2 * Math.PI * (trunk + random.between(0, 0.6))) / trunksPerLung;
      const direction = { x: side * random.between(0.4, 1), y: 0.8 * Math.cos(spread), z: 1.2 * Math.sin(spread) - 0.15 };
      branch({ start, direction, radiusMm: random.between(3, 4.4), lengthMm: random.between(20, 28), generation: 0 }, random, pieces);
    }
  }
  return pieces;
}

interface Twig {
  readonly start: Point;
  readonly direction: Point;
  readonly radiusMm: number;
  readonly lengthMm: number;
  readonly generation: number;
}

function branch(twig: Twig, random: SeededRandom, pieces: Vessel[]): void {
  const { start, radiusMm, lengthMm, generation } = twig;
  const direction = unit(twig.direction);
  const end = {
    x: start.x + direction.x * lengthMm,
    y: start.y + direction.y * lengthMm,
    z: start.z + direction.z * lengthMm,
  };
  pieces.push({ from: start, to: end, radiusMm });
  if (generation === generations) return;
  for (let fork = 0; fork < 2; fork++) {
    const bent = {
      x: direction.x + random.between(-0.65, 0.65),
      y: direction.y + random.between(-0.65, 0.65),
      z: direction.z + random.between(-0.65, 0.65),
    };
    const thinner = radiusMm * random.between(0.62, 0.82);
    branch(
      { start: end, direction: bent, radiusMm: thinner, lengthMm: lengthMm * random.between(0.7, 0.95), generation: generation + 1 },
      random,
      pieces,
    );
  }
}

function unit({ x, y, z }: Point): Point {
  const length = Math.hypot(x, y, z);
  return { x: x / length, y: y / length, z: z / length };
}
