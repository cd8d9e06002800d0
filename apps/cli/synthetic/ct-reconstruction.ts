import { type ChestAnatomy } from './chest-anatomy';
import { tissueAtLevel } from './chest-tissue';
import { blurred, fineNoiseAt, type KernelLook, type NoiseTiles, textureAt } from './image-noise';
import { paintLungs } from './lung-painting';
import { type PixelGrid, pixelCentre } from './pixel-grid';

const { max, min, round } = Math; // bound once: see chest-geometry.ts

/** Stored value + intercept = Hounsfield units; 12 bits, so -1024 to 3071. */
export const rescaleIntercept = -1024;

export interface Reconstruction {
  readonly anatomy: ChestAnatomy;
  readonly grid: PixelGrid;
  readonly look: KernelLook;
  readonly tiles: NoiseTiles;
  readonly thicknessMm: number;
  /** Where in the texture tile this body begins: tiles are shared, textures are not. */
  readonly texturePhaseMm: number;
}

/** One slice as stored values, row by row, upper left first. `slice` chooses its noise. */
export function reconstructSlice(reconstruction: Reconstruction, z: number, slice: number): Uint16Array {
  const { anatomy, grid, look, tiles, thicknessMm, texturePhaseMm } = reconstruction;
  const textureHere = (x: number, y: number): number => textureAt(tiles, x, y, z + texturePhaseMm);
  const tissue = tissueAtLevel(anatomy, z);
  const image = new Float32Array(grid.rows * grid.columns);
  for (let index = 0; index < image.length; index++) {
    const { x, y } = pixelCentre(grid, index);
    image[index] = tissue(x, y, textureHere(x, y));
  }
  paintLungs(image, anatomy, grid, { z, thicknessMm }, textureHere);
  return stored(look.smooth ? blurred(image, grid.columns) : image, reconstruction, slice);
}

/** Adds the noise and rounds. Outside the circle that the scanner reconstructs, pixels keep 0, which is -1024. */
function stored(image: Float32Array, { grid, look, tiles }: Reconstruction, slice: number): Uint16Array {
  const values = new Uint16Array(image.length);
  const reach = (min(grid.rows, grid.columns) * grid.spacingMm) / 2;
  for (let index = 0; index < image.length; index++) {
    const { x, y } = pixelCentre(grid, index);
    if (x ** 2 + y ** 2 > reach ** 2) continue;
    const clean = image[index]!;
    const amplitude = clean < -950 ? look.noise * 0.6 : look.noise; // rays through air alone count more photons
    const units = clean + amplitude * fineNoiseAt(tiles, grid, index, slice);
    values[index] = min(4095, max(0, round(units - rescaleIntercept)));
  }
  return values;
}
