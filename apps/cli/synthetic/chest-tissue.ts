import { type ChestAnatomy } from './chest-anatomy';
import { boneAt } from './chest-bones';
import { cavityAt, norm } from './chest-geometry';
import { mediastinumAt } from './chest-mediastinum';

const { abs, sqrt } = Math; // bound once: see chest-geometry.ts

/** Where lung is, so that the vessels know what they run through: no tissue has this value. */
export const lungMarker = -5000;

/**
 * The tissue of a chest at one level: Hounsfield units at a point in millimetres, without noise, `lungMarker` inside a lung.
 * `texture` is smooth and lies about 0, deviation 1.
 */
export type TissueAt = (x: number, y: number, texture: number) => number;

const hounsfield = { air: -1000, skin: 15, fat: -105, muscle: 52, liver: 58, spleen: 50, stomachGas: -960, stomach: 12 };

export function tissueAtLevel(anatomy: ChestAnatomy, z: number): TissueAt {
  const bone = boneAt(anatomy, z);
  const content = contentAt(anatomy, z);
  const cavity = cavityAt(anatomy.cavity, z);
  return (x, y, texture) => {
    const depth = depthUnderSkin(anatomy, x, y);
    if (depth < 0) return breastAt(anatomy, x, y, z, texture) ?? tableAt(anatomy, x, y);
    if (depth < 1.6) return hounsfield.skin;
    const skeleton = bone(x, y, texture);
    if (skeleton !== undefined) return skeleton;
    if (cavity.width > 0 && norm(x / cavity.width, y / cavity.depth) < 1) return content(x, y, texture);
    if (depth < anatomy.fatMm + texture * 1.2) return hounsfield.fat + 6 * texture;
    return texture > 1.25 ? hounsfield.fat + 40 : hounsfield.muscle + 5 * texture;
  };
}

/** Along the ray from the origin; negative outside. The trunk is a superellipse. */
function depthUnderSkin({ trunk }: ChestAnatomy, x: number, y: number): number {
  const [across, deep] = [abs(x / trunk.width), abs(y / trunk.depth)];
  const power = across * across * sqrt(across) + deep * deep * sqrt(deep); // exponent 2.5
  if (power >= 1) return -1;
  return power === 0 ? trunk.depth : norm(x, y) * (power ** -0.4 - 1);
}

function breastAt({ sex, trunk }: ChestAnatomy, x: number, y: number, z: number, texture: number): number | undefined {
  if (sex === 'M' || y > 0) return undefined;
  const height = 1 - ((z + 55) / 60) ** 2;
  if (height <= 0) return undefined;
  const radius = 1 - norm((abs(x) - trunk.width * 0.48) / (58 * height), (y + trunk.depth - 12) / (46 * height));
  if (radius < 0) return undefined;
  if (radius < 0.04) return hounsfield.skin;
  return texture > 0.5 && radius > 0.25 ? 35 : hounsfield.fat;
}

/** A curved shell with a foam core, and its lower shell. */
function tableAt({ tableMm }: ChestAnatomy, x: number, y: number): number {
  if (abs(x) > 205) return hounsfield.air;
  const below = y - tableMm - 6 + (x / 205) ** 2 * 34;
  if (below >= 0 && below < 2.5) return -180;
  if (below >= 30 && below < 32.5) return -220;
  return below >= 2.5 && below < 30 ? -935 : hounsfield.air;
}

/** Inside the ribs: what lies under the diaphragm, the mediastinum, and the lungs around it. */
function contentAt(anatomy: ChestAnatomy, z: number): (x: number, y: number, texture: number) => number {
  const mediastinum = mediastinumAt(anatomy, z);
  return (x, y, texture) => mediastinum(x, y, texture) ?? underDiaphragm(anatomy, x, y, z, texture) ?? lungMarker;
}

function underDiaphragm({ domes, cavity }: ChestAnatomy, x: number, y: number, z: number, texture: number): number | undefined {
  const right = x < 8;
  const top = right ? domes.right : domes.left;
  const fall = ((x - (right ? -0.5 : 0.52) * cavity.width) / (0.56 * cavity.width)) ** 2 + ((y + 4) / (0.95 * cavity.depth)) ** 2;
  if (z > top - 55 * fall) return undefined;
  if (right) return hounsfield.liver + 4 * texture;
  if (y > 16) return hounsfield.spleen + 4 * texture;
  return y < -22 ? hounsfield.stomachGas : hounsfield.stomach + 8 * texture;
}
