import { MemorySource } from '../byte-source';
import { parseDicomFile, type DicomFile } from '../file-parser';
import { imagingFacts } from '../imaging-facts';
import { element, sampleElements, sampleFile, unsigned } from '../sample-object';
import { type OutputElement } from '../writer';
import { blankRegions } from './clean-pixels';
import { fragmentsOf, frameFragments } from './fragments';
import { frameDecoder } from './frame-decoder';
import { encodeFrame } from './frame-encoder';
import { type DecodedFrame, type PixelLayout } from './pixel-layout';

// Goal: in each compressed syntax a region becomes black and, without loss, no sample outside it changes; tables of offsets stay right.

const SIZE = 48;
const GRAY: PixelLayout = {
  width: SIZE,
  height: SIZE,
  samplesPerPixel: 1,
  sampleBytes: 2,
  bitsStored: 12,
  signed: false,
  planar: false,
  photometric: 'MONOCHROME2',
};
const COLOUR: PixelLayout = { ...GRAY, samplesPerPixel: 3, sampleBytes: 1, bitsStored: 8, photometric: 'RGB' };
const REGION = { left: 5, top: 7, right: 29, bottom: 18 };

/** Shading with grain, another in each frame. */
function pattern(layout: PixelLayout, frame: number): DecodedFrame {
  const samples = layout.width * layout.height * layout.samplesPerPixel;
  const bytes = Buffer.alloc(samples * layout.sampleBytes);
  for (let at = 0; at < samples; at += 1) {
    const value = (200 + frame * 9 + (at % 61) * 3 + ((at * 2654435761) % 17)) & (2 ** layout.bitsStored - 1);
    if (layout.sampleBytes === 2) bytes.writeUInt16LE(value | 1, at * 2);
    else bytes[at] = value | 1;
  }
  return { layout, bytes };
}

async function compressed(layout: PixelLayout, transferSyntax: string, frames: number, withTable: boolean): Promise<DicomFile> {
  const items: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const transformed = layout.photometric !== 'RGB';
    const shown = transformed && layout.samplesPerPixel === 3 ? { ...layout, photometric: 'RGB' } : layout;
    const encoded = await encodeFrame(pattern(shown, frame), transferSyntax, transformed);
    if (!encoded) throw new Error(`no encoder for ${transferSyntax}`);
    const padded = Buffer.concat([encoded, Buffer.alloc(encoded.length & 1)]);
    offsets.push(at);
    at += padded.length + 8;
    items.push(item(padded));
  }
  const table = Buffer.alloc(withTable ? offsets.length * 4 : 0);
  if (withTable) offsets.forEach((offset, index) => table.writeUInt32LE(offset, index * 4));
  const value = Buffer.concat([item(table), ...items, Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])]);
  return fileOf(layout, transferSyntax, frames, value);
}

function item(content: Buffer): Buffer {
  const header = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

function fileOf(layout: PixelLayout, transferSyntax: string, frames: number, value: Buffer): DicomFile {
  const changed: OutputElement[] = [
    unsigned(0x00280002, layout.samplesPerPixel),
    element(0x00280004, 'CS', layout.photometric),
    unsigned(0x00280006, 0),
    element(0x00280008, 'IS', String(frames)),
    unsigned(0x00280010, layout.height),
    unsigned(0x00280011, layout.width),
    unsigned(0x00280100, layout.sampleBytes * 8),
    unsigned(0x00280101, layout.bitsStored),
    unsigned(0x00280102, layout.bitsStored - 1),
  ];
  const tags = new Set([...changed.map(({ tag }) => tag), 0x7fe00010]);
  const elements = [...sampleElements().filter(({ tag }) => !tags.has(tag)), ...changed].sort((one, other) => one.tag - other.tag);
  const head = sampleFile({ elements, transferSyntax });
  const pixels = Buffer.concat([Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]), value]);
  return parseDicomFile(new MemorySource(Buffer.concat([head, pixels])));
}

async function framesOf(file: DicomFile): Promise<DecodedFrame[]> {
  const decoder = frameDecoder(file, imagingFacts(file));
  const frames: DecodedFrame[] = [];
  for (let index = 0; index < (decoder?.frames ?? 0); index += 1) frames.push((await decoder?.frame(index))!);
  return frames;
}

/** The samples of one pixel, whatever their order. */
function pixelOf({ layout, bytes }: DecodedFrame, x: number, y: number): number[] {
  const pixels = layout.width * layout.height;
  return Array.from({ length: layout.samplesPerPixel }, (_, sample) => {
    const at = layout.planar ? sample * pixels + y * layout.width + x : (y * layout.width + x) * layout.samplesPerPixel + sample;
    return layout.sampleBytes === 2 ? bytes.readUInt16LE(at * 2) : bytes[at]!;
  });
}

const LOSSLESS = [
  ['RLE', '1.2.840.10008.1.2.5'],
  ['JPEG lossless', '1.2.840.10008.1.2.4.57'],
  ['JPEG lossless, first order', '1.2.840.10008.1.2.4.70'],
  ['JPEG-LS', '1.2.840.10008.1.2.4.80'],
  ['JPEG-LS, lossy variant', '1.2.840.10008.1.2.4.81'],
  ['JPEG 2000', '1.2.840.10008.1.2.4.90'],
  ['JPEG 2000, lossy variant', '1.2.840.10008.1.2.4.91'],
  ['HTJ2K', '1.2.840.10008.1.2.4.201'],
] as const;

describe.each([
  ['gray', GRAY],
  ['colour', COLOUR],
] as const)('%s', (_name, layout) => {
  it.each(LOSSLESS)('%s', async (_syntax, uid) => {
    const file = await compressed(layout, uid, 3, true);
    const before = await framesOf(file);
    const cleaned = await blankRegions(file, imagingFacts(file), [REGION, { ...REGION, left: 40, right: 44, frame: 2 }]);
    if (typeof cleaned === 'string') throw new Error(cleaned);
    const after = await framesOf(cleaned.file);
    expect(after).toHaveLength(3);
    for (const [index, frame] of after.entries())
      for (let y = 0; y < SIZE; y += 1)
        for (let x = 0; x < SIZE; x += 1) {
          const blank = y >= 7 && y < 18 && ((x >= 5 && x < 29) || (index === 1 && x >= 40 && x < 44));
          const expected = blank ? pixelOf(before[index]!, x, y).map(() => 0) : pixelOf(before[index]!, x, y);
          if (pixelOf(frame, x, y).join() !== expected.join()) throw new Error(`frame ${index} at ${x}, ${y}`);
        }
  });
});

// PS3.5 section 8.2.4: what a file says of its colours is what its codestream does with them.
describe.each([
  ['1.2.840.10008.1.2.4.90', 'RGB', 'RGB', 0],
  ['1.2.840.10008.1.2.4.90', 'YBR_RCT', 'YBR_RCT', 1],
  ['1.2.840.10008.1.2.4.91', 'YBR_ICT', 'YBR_RCT', 1],
  ['1.2.840.10008.1.2.4.201', 'YBR_RCT', 'YBR_RCT', 1],
  ['1.2.840.10008.1.2.4.201', 'RGB', 'YBR_RCT', 1],
])('colours in %s, declared as %s', (uid, declared, said, transform) => {
  it(`are said to be ${said}`, async () => {
    const file = await compressed({ ...COLOUR, photometric: declared }, uid, 1, false);
    const cleaned = await blankRegions(file, imagingFacts(file), [REGION]);
    if (typeof cleaned === 'string') throw new Error(cleaned);
    const written = cleaned.elements.map((each) => (each.kind === 'value' ? String(each.value) : ''));
    expect(written).toEqual(said === declared ? [] : [said]);
    const pixels = cleaned.file.dataSet.elements.find(({ tag }) => tag === 0x7fe00010)!;
    const [, stream] = fragmentsOf(cleaned.file.source, pixels);
    const bytes = cleaned.file.source.bytes(stream!.start, stream!.length);
    expect(bytes[bytes.indexOf(Buffer.from([0xff, 0x52])) + 8]).toBe(transform);
  });
});

describe('blankRegions', () => {
  it('leaves frames without a region byte for byte, and fills the offset table anew', async () => {
    const file = await compressed(GRAY, '1.2.840.10008.1.2.4.80', 4, true);
    const cleaned = await blankRegions(file, imagingFacts(file), [{ ...REGION, frame: 3 }]);
    if (typeof cleaned === 'string') throw new Error(cleaned);
    const bytesOf = (of: DicomFile): Buffer[] => {
      const pixels = of.dataSet.elements.find(({ tag }) => tag === 0x7fe00010)!;
      return fragmentsOf(of.source, pixels).map(({ start, length }) => of.source.bytes(start, length));
    };
    const [before, after] = [bytesOf(file), bytesOf(cleaned.file)];
    expect([1, 2, 4].map((index) => after[index]!.equals(before[index]!))).toEqual([true, true, true]);
    expect(after[3]!.equals(before[3]!)).toBe(false);
    const pixels = cleaned.file.dataSet.elements.find(({ tag }) => tag === 0x7fe00010)!;
    const starts = fragmentsOf(cleaned.file.source, pixels);
    const table = starts.slice(1).map(({ start }) => start - starts[1]!.start);
    expect(Array.from({ length: 4 }, (_, index) => after[0]!.readUInt32LE(index * 4))).toEqual(table);
    expect(frameFragments(cleaned.file.source, cleaned.file.dataSet, pixels, 4)).toHaveLength(4);
  });

  it('says so where a syntax has no encoder', async () => {
    const file = await compressed(GRAY, '1.2.840.10008.1.2.4.80', 1, false);
    const foreign = { ...file, transferSyntax: '1.2.840.10008.1.2.4.102' };
    expect(typeof (await blankRegions(foreign, imagingFacts(foreign), [REGION]))).toBe('string');
  });
});
