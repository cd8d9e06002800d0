import { type DecodedFrame } from './pixel-layout';

/** The samples of one colour, or of all where `sample` is left out, as stored values: sign extended, unused high bits cut off. */
export function sampleValues({ layout, bytes }: DecodedFrame, sample = 0): Int32Array {
  const { width, height, samplesPerPixel, sampleBytes, planar } = layout;
  const pixels = width * height;
  const values = new Int32Array(pixels);
  const step = planar ? 1 : samplesPerPixel;
  const first = planar ? sample * pixels : sample;
  const shift = 32 - layout.bitsStored;
  for (let pixel = 0, at = first * sampleBytes; pixel < pixels; pixel += 1, at += step * sampleBytes) {
    let value = bytes[at]!;
    if (sampleBytes >= 2) value |= bytes[at + 1]! << 8;
    if (sampleBytes === 4) value |= (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    values[pixel] = layout.signed ? (value << shift) >> shift : (value << shift) >>> shift;
  }
  return values;
}
