import { type ChestAnatomy } from './chest-anatomy';
import { distanceToLine, type Point } from './chest-geometry';
import { lungMarker } from './chest-tissue';
import { type PixelGrid, pixelCentre } from './pixel-grid';

const { abs, atan2, ceil, cos, floor, max, min, sqrt } = Math; // bound once: see chest-geometry.ts

interface Level {
  readonly z: number;
  readonly thicknessMm: number;
}

const hounsfield = { lung: -862, vessel: 30, nodule: 38 };

/**
 * Replaces every `lungMarker` of an image: parenchyma that is denser towards the back (the patient lies on it), then the vessels
 * that cross the slice, then the nodule. A structure thinner than the slice or the pixel is diluted as a scanner would.
 */
export function paintLungs(
  image: Float32Array,
  anatomy: ChestAnatomy,
  grid: PixelGrid,
  level: Level,
  textureOf: (x: number, y: number) => number,
): void {
  const lungs = Uint8Array.from(image, (value) => (value === lungMarker ? 1 : 0));
  for (let index = 0; index < image.length; index++) {
    if (lungs[index] === 0) continue;
    const { x, y } = pixelCentre(grid, index);
    image[index] = hounsfield.lung + 0.35 * y + 16 * textureOf(x, y);
  }
  const canvas: Canvas = { image, lungs, grid };
  for (const { from, to, radiusMm } of anatomy.vessels) {
    const piece = withinSlice(from, to, level, radiusMm);
    if (piece) blend(canvas, piece, radiusMm, hounsfield.vessel);
  }
  if (anatomy.nodule) paintNodule(canvas, anatomy.nodule.centre, anatomy.nodule.radiusMm, level);
}

interface Canvas {
  readonly image: Float32Array;
  readonly lungs: Uint8Array;
  readonly grid: PixelGrid;
}

interface Piece {
  readonly from: Point;
  readonly to: Point;
}

/** The part of a piece that lies in the slice, its ends cut at the faces; undefined where it passes above or below. */
function withinSlice(from: Point, to: Point, { z, thicknessMm }: Level, radiusMm: number): Piece | undefined {
  const [low, high] = [z - max(thicknessMm, radiusMm) / 2, z + max(thicknessMm, radiusMm) / 2];
  if (max(from.z, to.z) < low || min(from.z, to.z) > high) return undefined;
  const at = (height: number): number => (to.z === from.z ? 0 : min(1, max(0, (height - from.z) / (to.z - from.z))));
  const [start, end] = to.z >= from.z ? [at(low), at(high)] : [at(high), at(low)];
  const point = (along: number): Point => ({
    x: from.x + along * (to.x - from.x),
    y: from.y + along * (to.y - from.y),
    z: from.z + along * (to.z - from.z),
  });
  return to.z === from.z ? { from, to } : { from: point(start), to: point(end) };
}

function paintNodule(canvas: Canvas, centre: Point, radiusMm: number, { z, thicknessMm }: Level): void {
  const away = max(0, abs(z - centre.z) - thicknessMm / 2);
  if (away >= radiusMm) return;
  const radius = sqrt(radiusMm ** 2 - away ** 2);
  blend(canvas, { from: centre, to: centre }, radius, hounsfield.nodule, (angle) => 1 + 0.1 * cos(3 * angle) + 0.06 * cos(7 * angle + 1));
}

/** Mixes a value into the lung pixels about a line, by how much of each pixel it covers. */
function blend(canvas: Canvas, { from, to }: Piece, radius: number, value: number, outline: (angle: number) => number = () => 1): void {
  const { image, lungs, grid } = canvas;
  const reach = radius * 1.2 + grid.spacingMm;
  const column = (x: number): number => (x - grid.leftMm) / grid.spacingMm;
  const row = (y: number): number => (y - grid.topMm) / grid.spacingMm;
  const lastColumn = min(grid.columns - 1, ceil(column(max(from.x, to.x) + reach)));
  const lastRow = min(grid.rows - 1, ceil(row(max(from.y, to.y) + reach)));
  for (let r = max(0, floor(row(min(from.y, to.y) - reach))); r <= lastRow; r++) {
    for (let c = max(0, floor(column(min(from.x, to.x) - reach))); c <= lastColumn; c++) {
      const index = r * grid.columns + c;
      if (lungs[index] === 0) continue;
      const { x, y } = pixelCentre(grid, index);
      const edge = radius * outline(atan2(y - from.y, x - from.x));
      const cover = min(1, max(0, (edge - distanceToLine(from, to, x, y)) / grid.spacingMm + 0.5)) * min(1, (2 * radius) / grid.spacingMm);
      image[index] = max(image[index]!, image[index]! + cover * (value - image[index]!));
    }
  }
}
