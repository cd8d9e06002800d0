import * as fc from 'fast-check';
import { MemorySource } from '../byte-source';
import { blankPatch, type NativePlace } from './blank-patch';
import { clearBitsPatch } from './embedded-overlay';
import { PatchedSource } from './patched-source';
import { frameBytes, type PixelLayout } from './pixel-layout';
import { type Region } from './region';

// Goal: read in pieces of any size and at any place, exactly the samples of the regions are filled, in any native format.

const layouts = fc.record({
  width: fc.integer({ min: 1, max: 13 }),
  height: fc.integer({ min: 1, max: 9 }),
  samplesPerPixel: fc.constantFrom(1, 3),
  sampleBytes: fc.constantFrom(1, 2, 4) as fc.Arbitrary<1 | 2 | 4>,
  planar: fc.boolean(),
});
const regions = fc.array(
  fc.record({
    left: fc.integer({ min: -3, max: 14 }),
    top: fc.integer({ min: -3, max: 10 }),
    right: fc.integer({ min: -3, max: 16 }),
    bottom: fc.integer({ min: -3, max: 12 }),
    frame: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  }),
  { maxLength: 3 },
);

const START = 5;
const FRAMES = 3;

/** The same, sample by sample, as slowly as can be. */
function slowly(content: Buffer, { layout, littleEndian }: NativePlace, chosen: readonly Region[], fill: readonly number[]): Buffer {
  const result = Buffer.from(content);
  const { width, height, samplesPerPixel, sampleBytes, planar } = layout;
  for (let frame = 0; frame < FRAMES; frame += 1)
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) {
        const met = chosen.some(
          (region) =>
            x >= region.left &&
            x < region.right &&
            y >= region.top &&
            y < region.bottom &&
            (region.frame === undefined || region.frame === frame + 1),
        );
        if (!met) continue;
        for (let sample = 0; sample < samplesPerPixel; sample += 1) {
          const index = planar ? sample * width * height + y * width + x : (y * width + x) * samplesPerPixel + sample;
          const at = START + frame * frameBytes(layout) + index * sampleBytes;
          for (let byte = 0; byte < sampleBytes; byte += 1)
            result[at + (littleEndian ? byte : sampleBytes - 1 - byte)] = (fill[sample]! >> (8 * byte)) & 0xff;
        }
      }
  return result;
}

it('fills the regions and nothing else', () =>
  fc.assert(
    fc.property(layouts, regions, fc.boolean(), fc.integer({ min: 1, max: 40 }), (shape, chosen, littleEndian, piece) => {
      const layout: PixelLayout = {
        ...shape,
        bitsStored: 8 * shape.sampleBytes,
        signed: false,
        photometric: 'RGB',
        planar: shape.planar && shape.samplesPerPixel > 1,
      };
      const place: NativePlace = { start: START, frames: FRAMES, frameBytes: frameBytes(layout), layout, littleEndian, paired: false };
      const fill = [0x11223344, 0x55667788 | 0, 0x0badcafe].slice(0, layout.samplesPerPixel);
      const content = Buffer.from(Array.from({ length: START + FRAMES * frameBytes(layout) + 7 }, (_, at) => (at * 37 + 1) & 255));
      const source = new PatchedSource(new MemorySource(content), [blankPatch(place, chosen, fill)]);
      const read: Buffer[] = [];
      for (let at = 0; at < content.length; at += piece) read.push(source.bytes(at, Math.min(piece, content.length - at)));
      expect(Buffer.concat(read).equals(slowly(content, place, chosen, fill))).toBe(true);
    }),
    { numRuns: 300 },
  ));

it('keeps the brightness of pairs apart from their colour', () => {
  const layout: PixelLayout = {
    width: 4,
    height: 2,
    samplesPerPixel: 3,
    sampleBytes: 1,
    bitsStored: 8,
    signed: false,
    planar: false,
    photometric: 'YBR_FULL_422',
  };
  const place: NativePlace = { start: 0, frames: 1, frameBytes: 16, layout, littleEndian: true, paired: true };
  const source = new PatchedSource(new MemorySource(Buffer.alloc(16, 9)), [
    blankPatch(place, [{ left: 3, top: 0, right: 4, bottom: 1 }], [0, 128, 128]),
  ]);
  expect([...source.bytes(0, 16)]).toEqual([9, 9, 9, 9, 0, 0, 128, 128, 9, 9, 9, 9, 9, 9, 9, 9]);
});

it('clears the bits of an overlay and leaves the image its own', () => {
  const layout: PixelLayout = {
    width: 2,
    height: 1,
    samplesPerPixel: 1,
    sampleBytes: 2,
    bitsStored: 12,
    signed: false,
    planar: false,
    photometric: 'MONOCHROME2',
  };
  const place = (littleEndian: boolean): NativePlace => ({ start: 2, frames: 1, frameBytes: 4, layout, littleEndian, paired: false });
  const bytes = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x34, 0x52, 0xff]);
  const read = (littleEndian: boolean): number[] => [
    ...new PatchedSource(new MemorySource(bytes), [clearBitsPatch(place(littleEndian), [12, 14])]).bytes(0, 7),
  ];
  expect(read(true)).toEqual([0xff, 0xff, 0xff, 0xaf, 0x34, 0x02, 0xff]);
  expect(read(false)).toEqual([0xff, 0xff, 0xaf, 0xff, 0x24, 0x52, 0xff]);
});
