import { type ImagingFacts } from '../imaging-facts';

/** How the samples of one decoded frame lie: little endian, rows from the top. */
export interface PixelLayout {
  readonly width: number;
  readonly height: number;
  readonly samplesPerPixel: number;
  readonly sampleBytes: 1 | 2 | 4;
  readonly bitsStored: number;
  readonly signed: boolean;
  /** One colour after the other instead of pixel by pixel. */
  readonly planar: boolean;
  readonly photometric: string;
}

export interface DecodedFrame {
  readonly layout: PixelLayout;
  readonly bytes: Buffer;
}

/** One frame in memory: 64 Mi samples are beyond any image that a screen or a detector makes; whole slides come in tiles. */
const LARGEST_FRAME_BYTES = 128 * 1024 * 1024;

/** Null for a format that no decoder here reads: packed bits, 12 of 12 bits, floats, absurd sizes. */
export function layoutOf(facts: ImagingFacts): PixelLayout | null {
  const { rows, columns, bitsAllocated } = facts;
  const samplesPerPixel = facts.samplesPerPixel ?? 1;
  if (!rows || !columns || (bitsAllocated !== 8 && bitsAllocated !== 16 && bitsAllocated !== 32)) return null;
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3) return null;
  const layout: PixelLayout = {
    width: columns,
    height: rows,
    samplesPerPixel,
    sampleBytes: (bitsAllocated / 8) as 1 | 2 | 4,
    bitsStored: Math.min(facts.bitsStored || bitsAllocated, bitsAllocated),
    signed: facts.pixelsSigned,
    planar: samplesPerPixel > 1 && facts.planarConfiguration === 1,
    photometric: facts.photometricInterpretation ?? 'MONOCHROME2',
  };
  return frameBytes(layout) <= LARGEST_FRAME_BYTES ? layout : null;
}

export const frameBytes = ({ width, height, samplesPerPixel, sampleBytes }: PixelLayout): number =>
  width * height * samplesPerPixel * sampleBytes;

export const frameCount = (facts: ImagingFacts): number => Math.max(1, Math.floor(facts.frames ?? 1));
