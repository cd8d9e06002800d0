import { type ChestAnatomy } from './chest-anatomy';
import { cavityAt, norm } from './chest-geometry';

const { abs, atan2, max, min, PI } = Math; // bound once: see chest-geometry.ts

const hounsfield = { cortex: 780, marrow: 190, disc: 85, cartilage: 120, cord: 32 };

const vertebraMm = 25;
const ribMm = 25;

type BoneAt = (x: number, y: number, texture: number) => number | undefined;

/** Bone and cartilage at one level, and the cord inside the spine; undefined elsewhere. */
export function boneAt(anatomy: ChestAnatomy, z: number): BoneAt {
  const parts = [spineAt(anatomy, z), ribsAt(anatomy, z), sternumAt(anatomy, z), shoulderAt(anatomy, z)];
  return (x, y, texture) => {
    for (const part of parts) {
      const value = part(x, y, texture);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

/** Cortex outside, marrow within, by how deep the point lies in the bone (0 at its surface). */
const boneOf = (depthMm: number, texture: number): number =>
  depthMm < 2.2 ? hounsfield.cortex - 60 * texture : hounsfield.marrow + 45 * texture;

function spineAt({ cavity, ribOffsetMm }: ChestAnatomy, z: number): BoneAt {
  const bodyY = cavity.depth * 0.66;
  const canalY = bodyY + 24;
  const inDisc = modulo(z + ribOffsetMm, vertebraMm) < 4.5;
  return (x, y, texture) => {
    if (y < bodyY - 15 || abs(x) > 36) return undefined;
    const body = (1 - norm(x / 18, (y - bodyY) / 15)) * 15;
    if (body > 0) return inDisc ? hounsfield.disc : boneOf(body, texture);
    if (norm(x / 10.5, (y - canalY) / 8.5) < 1) return hounsfield.cord;
    const arch = (1 - norm(x / 17, (y - canalY) / 14)) * 13;
    if (arch > 0) return boneOf(arch, texture);
    const process = min(3.6 - abs(x), y - canalY - 8, canalY + 32 - y);
    if (process > 0) return boneOf(process, texture);
    const transverse = min(4.5 - abs(y - canalY - 0.25 * (abs(x) - 15)), 36 - abs(x));
    return transverse > 0 && modulo(z + ribOffsetMm, vertebraMm) > 13 ? boneOf(transverse, texture) : undefined;
  };
}

/** Rings that hang down towards the front, so that a slice cuts each rib aslant and shows several pieces. */
function ribsAt(anatomy: ChestAnatomy, z: number): BoneAt {
  const { width, depth } = cavityAt(anatomy.cavity, z);
  const outer = { width: width + 9.5, depth: depth + 9.5 };
  return (x, y, texture) => {
    if (width < 20 || abs(x) > outer.width || abs(y) > outer.depth) return undefined;
    const inner = norm(x / width, y / depth);
    const beyond = norm(x / outer.width, y / outer.depth);
    if (inner < 1.012 || beyond > 1) return undefined;
    const fromBack = atan2(abs(x), y) / PI;
    if (fromBack < 0.1 || fromBack > 0.93) return undefined;
    const phase = modulo(z + anatomy.ribOffsetMm + 95 * fromBack, ribMm);
    if (phase > 12.5) return undefined;
    if (fromBack > 0.82) return hounsfield.cartilage + 12 * texture;
    return boneOf(min((1 - beyond) * outer.depth, (inner - 1.012) * depth, phase / 2, (12.5 - phase) / 2), texture);
  };
}

function sternumAt(anatomy: ChestAnatomy, z: number): BoneAt {
  const centreY = -cavityAt(anatomy.cavity, z).depth - 5;
  const halfWidth = z > 25 ? 28 : 17;
  return (x, y, texture) => {
    if (z < -85 || z > 62 || abs(y - centreY) > 6.5) return undefined;
    const depth = (1 - norm(x / halfWidth, (y - centreY) / 6.5)) * 6.5;
    return depth > 0 ? boneOf(depth, texture) : undefined;
  };
}

/** Shoulder blades from the eighth rib up, collar bones above. Arms are raised, as for every chest CT. */
function shoulderAt({ trunk, fatMm }: ChestAnatomy, z: number): BoneAt {
  const bladeWidth = min(64, (z + 62) * 1.1);
  const bladeY = trunk.depth - fatMm * 0.8 - 9;
  return (x, y, texture) => {
    const side = abs(x);
    const along = (side - 68) / 64;
    const blade = 3.4 + max(0, along - 0.7) * 12 - abs(y - bladeY + along * 40);
    if (z > -60 && side > 68 && side < 68 + bladeWidth && blade > 0) return boneOf(blade, texture);
    const collar = 6 - norm(y + trunk.depth * 0.62 - 0.1 * side, (z - 72 - 0.22 * side) * 0.8);
    return side > 22 && side < 118 && collar > 0 ? boneOf(collar, texture) : undefined;
  };
}

const modulo = (value: number, period: number): number => ((value % period) + period) % period;
