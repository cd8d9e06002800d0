import { type ChestAnatomy } from './chest-anatomy';
import { distanceToLine, norm } from './chest-geometry';

const { abs, cos, max, min, sin, sqrt } = Math; // bound once: see chest-geometry.ts

const hounsfield = { air: -990, wall: 40, blood: 46, muscle: 44, fat: -95 };

type PartAt = (x: number, y: number, texture: number) => number | undefined;

/** What lies between the lungs at one level; undefined where lung (or what is under the diaphragm) begins. */
export function mediastinumAt(anatomy: ChestAnatomy, z: number): PartAt {
  const parts = [airwaysAt(z), gulletAt(z), vesselsAt(z), heartAt(anatomy, z), fatAt(anatomy, z)];
  return (x, y, texture) => {
    for (const part of parts) {
      const value = part(x, y, texture);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

/** A tube across the slice: nothing outside its wall. */
const tubeAt = (centreX: number, centreY: number, radius: number): PartAt => {
  return (x, y) => {
    const distance = norm(x - centreX, y - centreY);
    if (distance < radius) return hounsfield.air;
    return distance < radius + 1.8 ? hounsfield.wall : undefined;
  };
};

function airwaysAt(z: number): PartAt {
  if (z > 0) return tubeAt(0, 4, 8.5);
  const down = min(-z, 42);
  const right = tubeAt(-7 - 0.72 * down, 4 + 0.1 * down, 7 - 0.05 * down);
  const left = tubeAt(7 + 0.95 * down, 4 + 0.12 * down, 6.4 - 0.05 * down);
  return (x, y, texture) => (z < -42 ? undefined : x < 0 ? right(x, y, texture) : left(x, y, texture));
}

function gulletAt(z: number): PartAt {
  const left = z < -80 ? 16 : 7;
  return (x, y) => {
    const distance = norm((x - left) / 8, (y - 28) / 6);
    if (distance < 0.28) return -350;
    return distance < 1 ? hounsfield.muscle - 8 : undefined;
  };
}

interface Capsule {
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
  readonly radius: number;
  readonly levels: readonly [low: number, high: number];
}

const round = (x: number, y: number, radius: number, levels: Capsule['levels']): Capsule => ({
  from: { x, y },
  to: { x, y },
  radius,
  levels,
});

const greatVessels: readonly Capsule[] = [
  round(-14, -26, 16, [-62, 32]), // ascending aorta
  round(27, 42, 12, [-400, 34]), // descending aorta
  { from: { x: -12, y: -24 }, to: { x: 26, y: 36 }, radius: 13, levels: [30, 50] }, // arch
  round(-34, -14, 9.5, [-60, 60]), // superior vena cava
  round(16, -34, 14, [-52, -8]), // pulmonary trunk
  { from: { x: 14, y: -26 }, to: { x: -42, y: 2 }, radius: 10, levels: [-32, -12] }, // right pulmonary artery
  { from: { x: 16, y: -28 }, to: { x: 44, y: 8 }, radius: 10, levels: [-20, 0] }, // left pulmonary artery
  { from: { x: -30, y: 16 }, to: { x: 30, y: 16 }, radius: 10, levels: [-72, -50] }, // left atrium's veins
  round(-24, -20, 8, [50, 400]), // brachiocephalic vein and arteries, carotid, subclavian
  round(-12, -8, 6, [50, 400]),
  round(9, -8, 4.5, [50, 400]),
  round(22, 8, 5.5, [50, 400]),
];

function vesselsAt(z: number): PartAt {
  const here = greatVessels.filter(({ levels: [low, high] }) => z >= low && z <= high);
  return (x, y, texture) =>
    here.some(({ from, to, radius }) => distanceToLine(from, to, x, y) < radius) ? hounsfield.blood + 3 * texture : undefined;
}

/** An ellipsoid whose tip points to the left and the front, in a sac of fat. */
function heartAt({ heartSize }: ChestAnatomy, z: number): PartAt {
  const swell = sqrt(max(0, 1 - ((z + 84) / 52) ** 2)) * heartSize;
  const [cosine, sine] = [cos(0.5), sin(0.5)];
  return (x, y, texture) => {
    if (swell < 0.15) return undefined;
    const [right, front] = [x - 16, y + 24];
    const along = (right * cosine - front * sine) / (60 * swell);
    const across = (right * sine + front * cosine) / (42 * swell);
    const distance = norm(along, across);
    if (distance < 0.93) return hounsfield.blood - 4 + 4 * texture;
    return distance < 1 ? hounsfield.fat : undefined;
  };
}

/** Fat that fills the rest: broad about the vessels, narrow behind the breast bone, and beside the spine. */
function fatAt({ cavity }: ChestAnatomy, z: number): PartAt {
  const broad = z > 20 ? 32 : 36;
  return (x, y, texture) => {
    const front = (y + cavity.depth) / cavity.depth;
    const halfWidth = 7 + broad * min(1, max(0, front) ** 1.4 * 1.7) * (y > 28 ? 0.75 : 1);
    const offset = z < -30 ? 6 : 0;
    return abs(x - offset) < halfWidth + 1.5 * texture ? hounsfield.fat + 8 * texture : undefined;
  };
}
