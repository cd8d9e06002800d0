import * as fc from 'fast-check';
import { contextOf, decodeFrame, loadCodecs } from '../frame-codec';
import { type PixelLayout } from '../pixel-layout';
import { blankJpeg } from './blank-jpeg';
import { optimalTable, symbolCodes } from './huffman-table';

// Goal: blocks that a region touches are black afterwards, all others decode to the very same samples, and no damaged stream gets through.

const layoutOf = (samplesPerPixel: number, photometric: string): PixelLayout => ({
  width: 75,
  height: 61,
  samplesPerPixel,
  sampleBytes: 1,
  bitsStored: 8,
  signed: false,
  planar: false,
  photometric,
});

async function jpegOf(layout: PixelLayout, sampleFactor: number): Promise<Buffer> {
  const codecs = await loadCodecs();
  const samples = Buffer.alloc(layout.width * layout.height * layout.samplesPerPixel);
  for (let at = 0; at < samples.length; at += 1) samples[at] = 60 + ((at * 7) % 90) + ((at * 2654435761) % 40);
  const context = contextOf(codecs, layout, { decodedBuffer: samples });
  return Buffer.from(codecs.NativeCodecs.encodeJpeg(context, { lossy: true, quality: 90, sampleFactor }).getEncodedBuffer()!);
}

const REGION = { left: 18, top: 17, right: 45, bottom: 30 };

describe('blankJpeg', () => {
  it.each([
    ['gray', layoutOf(1, 'MONOCHROME2'), 0],
    ['colour, all samples', layoutOf(3, 'YBR_FULL'), 0],
    ['colour, half of the chrominance', layoutOf(3, 'YBR_FULL_422'), 1],
  ] as const)('%s', async (_name, layout, factor) => {
    const stream = await jpegOf(layout, factor);
    const blanked = blankJpeg(stream, [REGION], layout);
    expect(blanked).not.toBeNull();
    const [before, after] = [await decodeFrame(stream, layout, 'Jpeg'), await decodeFrame(blanked!, layout, 'Jpeg')];
    for (let y = 0; y < layout.height; y += 1)
      for (let x = 0; x < layout.width; x += 1) {
        const at = (y * layout.width + x) * layout.samplesPerPixel;
        const inside = x >= REGION.left && x < REGION.right && y >= REGION.top && y < REGION.bottom;
        if (inside && after!.bytes[at] !== 0) throw new Error(`not black at ${x}, ${y}`);
        // Chrominance is spread over the neighbours of a block when it is decoded: two blocks away nothing may differ.
        const far = x < 16 - 1 || x >= 48 + 1 || y < 16 || y >= 32;
        if (far)
          for (let sample = 0; sample < layout.samplesPerPixel; sample += 1)
            expect(after!.bytes[at + sample]).toBe(before!.bytes[at + sample]);
      }
  });

  it('changes no sample where no region is', async () => {
    const layout = layoutOf(3, 'YBR_FULL_422');
    const stream = await jpegOf(layout, 1);
    const [before, after] = [await decodeFrame(stream, layout, 'Jpeg'), await decodeFrame(blankJpeg(stream, [], layout)!, layout, 'Jpeg')];
    expect(after!.bytes.equals(before!.bytes)).toBe(true);
  });

  it('leaves out comments, which may hold names', async () => {
    const layout = layoutOf(1, 'MONOCHROME2');
    const stream = await jpegOf(layout, 0);
    const comment = Buffer.from('\xff\xfe\x00\x0bZhang Wei', 'latin1');
    const blanked = blankJpeg(Buffer.concat([stream.subarray(0, 2), comment, stream.subarray(2)]), [REGION], layout);
    expect(blanked?.includes('Zhang')).toBe(false);
  });

  it('neither throws nor hangs on damaged streams', async () => {
    const layout = layoutOf(3, 'YBR_FULL');
    const stream = await jpegOf(layout, 0);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(stream.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.nat(stream.length),
        (changes, length) => {
          const damaged = Buffer.from(stream.subarray(0, Math.max(length, 40)));
          for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
          const blanked = blankJpeg(damaged, [REGION], layout);
          expect(blanked === null || Buffer.isBuffer(blanked)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('optimalTable', () => {
  it('gives every symbol that occurs a code of at most 16 bits that begins no other', () =>
    fc.assert(
      fc.property(
        fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 256 }).filter((all) => all.some((count) => count > 0)),
        (counts) => {
          const frequencies = new Uint32Array(256);
          counts.forEach((count, symbol) => (frequencies[symbol] = count));
          const { codes, lengths } = symbolCodes(optimalTable(frequencies));
          const used = [...frequencies.keys()].filter((symbol) => frequencies[symbol]! > 0);
          const written = used.map((symbol) => (codes[symbol]! >>> 0).toString(2).padStart(lengths[symbol]!, '0'));
          expect(used.every((symbol) => lengths[symbol]! >= 1 && lengths[symbol]! <= 16)).toBe(true);
          expect(written.some((code) => !code.includes('0'))).toBe(false);
          const sorted = [...written].sort();
          expect(sorted.some((code, index) => index > 0 && code.startsWith(sorted[index - 1]!))).toBe(false);
        },
      ),
      { numRuns: 100 },
    ));
});
