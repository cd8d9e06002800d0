import { type Family } from './codec-family';
import { decodeFrame } from './frame-codec';
import { encodeFrame } from './frame-encoder';
import { type PixelLayout } from './pixel-layout';
import { decodeRunLength } from './run-length';
import { isBounded } from './stream-limits';

// Goal: a stream whose few bytes would keep a decoder busy is known by its header, and never reaches one. Made streams, each one valid but for that.

const LAYOUT: PixelLayout = {
  width: 64,
  height: 48,
  samplesPerPixel: 1,
  sampleBytes: 1,
  bitsStored: 8,
  signed: false,
  planar: false,
  photometric: 'MONOCHROME2',
};
const SYNTAXES: readonly (readonly [Family, string])[] = [
  ['Jpeg', '1.2.840.10008.1.2.4.70'],
  ['JpegLs', '1.2.840.10008.1.2.4.80'],
  ['Jpeg2000', '1.2.840.10008.1.2.4.90'],
  ['HtJpeg2000', '1.2.840.10008.1.2.4.201'],
];

const encoded = async (syntax: string): Promise<Buffer> => {
  const bytes = Buffer.from(Array.from({ length: LAYOUT.width * LAYOUT.height }, (_, at) => (at * 7) & 255));
  return (await encodeFrame({ layout: LAYOUT, bytes }, syntax))!;
};

const changed = (stream: Buffer, change: (copy: Buffer) => void): Buffer => {
  const copy = Buffer.from(stream);
  change(copy);
  return copy;
};

const JPEG_2000 = '1.2.840.10008.1.2.4.90';
const sizeAt = (family: Family, stream: Buffer): number =>
  family === 'JpegLs' ? stream.indexOf(Buffer.from([0xff, 0xf7])) + 5 : stream.indexOf(Buffer.from([0xff, 0xc3])) + 5;

it.each(SYNTAXES)('lets a stream of %s pass that is what the file says', async (family, syntax) => {
  const stream = await encoded(syntax);
  expect(isBounded(stream, LAYOUT, family)).toBe(true);
  expect(await decodeFrame(stream, LAYOUT, family)).not.toBeNull();
});

it.each(SYNTAXES)('lets no stream of %s pass that says it is larger', async (family, syntax) => {
  const huge = changed(await encoded(syntax), (copy) => {
    if (family.endsWith('2000')) copy.writeUInt32BE(60_000, 8);
    else copy.writeUInt16BE(60_000, sizeAt(family, copy));
  });
  const started = performance.now();
  expect(await decodeFrame(huge, LAYOUT, family)).toBeNull();
  expect(performance.now() - started).toBeLessThan(5000);
});

it('knows a JPEG of a thousand scans', async () => {
  const stream = await encoded('1.2.840.10008.1.2.4.70');
  const scan = stream.subarray(stream.indexOf(Buffer.from([0xff, 0xda])), -2);
  const bomb = Buffer.concat([stream.subarray(0, -2), ...Array.from({ length: 1000 }, () => scan), stream.subarray(-2)]);
  expect(isBounded(bomb, LAYOUT, 'Jpeg')).toBe(false);
});

it.each([
  ['tiles of a pixel', (copy: Buffer) => [24, 28].forEach((at) => copy.writeUInt32BE(1, at))],
  ['65,535 layers in a thousand precincts', (copy: Buffer) => copy.writeUInt16BE(65_535, copy.indexOf(Buffer.from([0xff, 0x52])) + 6)],
])('knows a JPEG 2000 stream with %s', async (_what, change) => {
  const layout = { ...LAYOUT, width: 2048, height: 2048 };
  const stream = changed(await encoded(JPEG_2000), (copy) => {
    copy.writeUInt32BE(2048, 8);
    copy.writeUInt32BE(2048, 12);
    copy.writeUInt32BE(128, 24);
    copy.writeUInt32BE(128, 28);
  });
  expect(isBounded(stream, layout, 'Jpeg2000')).toBe(true);
  expect(isBounded(changed(stream, change), layout, 'Jpeg2000')).toBe(false);
});

it('refuses frames that no decoder ends in time', async () => {
  const stream = await encoded(JPEG_2000);
  expect(isBounded(stream, { ...LAYOUT, width: 16_000, height: 16_000 }, 'Jpeg2000')).toBe(false);
});

it('survives a header cut anywhere', async () => {
  for (const [family, syntax] of SYNTAXES) {
    const stream = await encoded(syntax);
    for (let length = 0; length < Math.min(stream.length, 120); length += 1)
      expect(typeof isBounded(stream.subarray(0, length), LAYOUT, family)).toBe('boolean');
  }
});

it('unpacks no more segments of run lengths than a frame has', () => {
  const fragment = Buffer.alloc(64 + 30, 0x80);
  fragment.writeUInt32LE(15, 0);
  for (let segment = 0; segment < 15; segment += 1) fragment.writeUInt32LE(64 + segment * 2, 4 + segment * 4);
  expect(decodeRunLength(fragment, 128, 2)).toHaveLength(2);
});
