import { type HalfAxes, type Point } from './chest-geometry';
import { type Sex } from './chinese-person';
import { growVessels, type Vessel } from './lung-vessels';
import { type SeededRandom } from './seeded-random';

interface Nodule {
  readonly centre: Point;
  readonly radiusMm: number;
}

/** What differs between two chests, drawn once a patient: all series of a patient show the same chest. */
export interface ChestAnatomy {
  readonly sex: Sex;
  /** Out to the skin, the same at all levels. */
  readonly trunk: HalfAxes;
  readonly fatMm: number;
  readonly cavity: HalfAxes;
  /** 1 is ordinary; above 1.2 an enlarged heart. */
  readonly heartSize: number;
  /** Level of the diaphragm's domes, right (over the liver) and left. */
  readonly domes: { readonly right: number; readonly left: number };
  /** Where the pattern of ribs and of vertebrae begins. */
  readonly ribOffsetMm: number;
  /** Distance of the table top behind the origin. */
  readonly tableMm: number;
  readonly vessels: readonly Vessel[];
  readonly nodule: Nodule | undefined;
}

/** @param hasNodule whether one nodule of 4 to 12 mm radius lies in a lung */
export function chestAnatomy(random: SeededRandom, sex: Sex, hasNodule: boolean): ChestAnatomy {
  const size = random.between(0.92, 1.06) * (sex === 'M' ? 1.02 : 0.95);
  const fatMm = random.between(9, 24);
  const cavity = { width: 124 * size, depth: 84 * size };
  const depth = cavity.depth + 16 + fatMm * 0.8;
  return {
    sex,
    trunk: { width: cavity.width + 22 + fatMm, depth },
    fatMm,
    cavity,
    heartSize: random.between(0.9, 1.25),
    domes: { right: random.between(-98, -84), left: random.between(-112, -98) },
    ribOffsetMm: random.between(0, 26),
    tableMm: depth + 1,
    vessels: growVessels(random.stream('vessels')),
    nodule: hasNodule ? noduleIn(random, cavity) : undefined,
  };
}

function noduleIn(random: SeededRandom, cavity: HalfAxes): Nodule {
  const side = random.pick([-1, 1]);
  const centre = { x: side * cavity.width * random.between(0.58, 0.75), y: random.between(-20, 35), z: random.between(-55, 25) };
  return { centre, radiusMm: random.between(4, 12) };
}
