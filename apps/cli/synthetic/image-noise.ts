import { type PixelGrid } from './pixel-grid';
import { type SeededRandom } from './seeded-random';

const { floor, round, sqrt } = Math; // bound once: see chest-geometry.ts

/** How a reconstruction looks: noise in Hounsfield units, and whether edges and noise are smoothed. */
export interface KernelLook {
  readonly noise: number;
  readonly smooth: boolean;
}

export type KernelName = 'soft' | 'lung';

export const kernelLooks: Record<KernelName, KernelLook> = { soft: { noise: 15, smooth: true }, lung: { noise: 48, smooth: false } };

/** A power of two, so that a mask wraps it. */
const tileSide = 512;

/** Square tiles drawn once a run, mean 0 and deviation 1: fine noise, correlated as a smooth kernel's is, and the slow texture of tissue. */
export interface NoiseTiles {
  readonly fine: Float32Array;
  readonly texture: Float32Array;
}

export function noiseTiles(random: SeededRandom, { smooth }: KernelLook): NoiseTiles {
  const white = (): Float32Array => Float32Array.from({ length: tileSide ** 2 }, () => random.gaussian());
  const fine = white();
  return { fine: smooth ? normalised(blurred(fine, tileSide)) : fine, texture: normalised(repeatedly(white(), 6)) };
}

/** Texture is anchored in the body, 0.8 mm a step, and creeps with the level, so that neighbouring slices look alike. */
export const textureAt = ({ texture }: NoiseTiles, x: number, y: number, z: number): number =>
  texture[tileIndex(round((x + z * 0.7) / 0.8), round((y + z * 0.4) / 0.8))]!;

/** Fine noise is anchored in the pixels and jumps from slice to slice. */
export function fineNoiseAt({ fine }: NoiseTiles, grid: PixelGrid, index: number, slice: number): number {
  const row = floor(index / grid.columns);
  return fine[tileIndex(index - row * grid.columns + slice * 97, row + slice * 59)]!;
}

const tileIndex = (column: number, row: number): number => (row & (tileSide - 1)) * tileSide + (column & (tileSide - 1));

/** Weights 1 2 1 along both axes; the first and last values stay. */
export function blurred(image: Float32Array, columns: number): Float32Array {
  const along = (source: Float32Array, step: number): Float32Array => {
    const target = source.slice();
    for (let index = step; index < source.length - step; index++) {
      target[index] = (source[index - step]! + 2 * source[index]! + source[index + step]!) / 4;
    }
    return target;
  };
  return along(along(image, 1), columns);
}

const repeatedly = (tile: Float32Array, times: number): Float32Array =>
  times === 0 ? tile : repeatedly(blurred(tile, tileSide), times - 1);

function normalised(tile: Float32Array): Float32Array {
  const mean = tile.reduce((sum, value) => sum + value, 0) / tile.length;
  const deviation = sqrt(tile.reduce((sum, value) => sum + (value - mean) ** 2, 0) / tile.length);
  return tile.map((value) => (value - mean) / deviation);
}
