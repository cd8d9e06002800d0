import { MemorySource } from './byte-source';
import { parseDicomFile } from './file-parser';
import { imagingFacts, type ImagingFacts } from './imaging-facts';
import { element, sampleElements, sampleFile, sequence, unsigned } from './sample-object';
import { seriesQuality } from './series-quality';
import { type OutputElement } from './writer';

/** Goal: facts that need more than one attribute are read from bytes: pixels, functional groups, streams, acquisition. */
const factsOf = (changes: readonly OutputElement[], transferSyntax?: string): ImagingFacts => {
  const changed = new Set(changes.map(({ tag }) => tag));
  const elements = [...sampleElements().filter(({ tag }) => !changed.has(tag)), ...changes].sort((one, other) => one.tag - other.tag);
  return imagingFacts(parseDicomFile(new MemorySource(sampleFile({ elements, transferSyntax }))));
};

const PIXELS = 0x7fe00010;
const double = (tag: number, value: number): OutputElement => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return element(tag, 'FD', bytes);
};

describe('imagingFacts', () => {
  it('tells an empty frame from a picture, and a picture from another', () => {
    const black = factsOf([element(PIXELS, 'OW', Buffer.alloc(512))]).pixels;
    const grey = factsOf([element(PIXELS, 'OW', Buffer.alloc(512, Buffer.from([0x20, 0x03])))]).pixels;
    const one = Buffer.alloc(512);
    one[0] = 1;
    expect([black?.empty, grey?.empty]).toEqual([1, 1]);
    expect(factsOf([]).pixels).toMatchObject({ frames: 1, empty: 0 });
    // A single pixel in the first row, which is no sample, is met by the look at the whole frame that follows uniform ones.
    expect(factsOf([element(PIXELS, 'OW', one)]).pixels).toMatchObject({ frames: 1, empty: 0 });
    expect(black?.fingerprint).not.toBe(grey?.fingerprint);
  });

  it('looks at some frames of many, and at none that is cut off', () => {
    const frames = Buffer.concat([Buffer.alloc(512), Buffer.from(Array.from({ length: 512 }, (_, index) => index % 251))]);
    const given = factsOf([element(0x00280008, 'IS', '3'), element(PIXELS, 'OW', frames)]);
    expect(given.pixels).toMatchObject({ frames: 2, empty: 1 });
    expect(seriesQuality([given]).pixelsComplete).toEqual({ numerator: 0, denominator: 1 });
  });

  it('places the frames of functional groups, in each phase', () => {
    const frame = (z: number, b: number): OutputElement[] => [
      sequence(0x00189117, [[double(0x00189087, b)]]),
      sequence(0x00209113, [[element(0x00200032, 'DS', `0\\0\\${z}`)]]),
    ];
    const shared = [
      sequence(0x00209116, [[element(0x00200037, 'DS', '1\\0\\0\\0\\1\\0')]]),
      sequence(0x00289110, [[element(0x00180050, 'DS', '3'), element(0x00280030, 'DS', '0.7\\0.7')]]),
    ];
    const perFrame = [0, 3, 6, 12].flatMap((z) => [frame(z, 0), frame(z, 1000)]);
    const facts = factsOf([sequence(0x52009229, [shared]), sequence(0x52009230, perFrame)]);
    expect(facts.frameStacks?.map(({ distances }) => distances)).toEqual([
      [0, 3, 6, 12],
      [0, 3, 6, 12],
    ]);
    expect(seriesQuality([facts])).toMatchObject({ slicesPresent: { numerator: 8, denominator: 10 }, phases: 2, sliceSpacing: 3 });
  });

  it.each([
    ['the stream of its syntax', [0xff, 0xd8, 0xff, 0xc3], true],
    ['something else', [0, 1, 2, 3], false],
  ])('recognises %s', (_name, head, recognised) => {
    const item = (bytes: Buffer) => {
      const start = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
      start.writeUInt32LE(bytes.length, 4);
      return Buffer.concat([start, bytes]);
    };
    const value = Buffer.concat([item(Buffer.alloc(0)), item(Buffer.from(head))]);
    // Written by hand: an element of undefined length with a delimiter.
    const before = sampleFile({
      elements: sampleElements().filter(({ tag }) => tag !== PIXELS),
      transferSyntax: '1.2.840.10008.1.2.4.70',
    });
    const opening = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]);
    const end = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
    const facts = imagingFacts(parseDicomFile(new MemorySource(Buffer.concat([before, opening, value, end]))));
    expect(facts.compressed).toEqual({ fragments: 1, recognised });
    expect(seriesQuality([facts]).pixelsComplete).toEqual({ numerator: recognised ? 1 : 0, denominator: 1 });
  });

  it('reads how a modality acquired, and what tells its volumes apart', () => {
    const ct = factsOf([
      element(0x00180060, 'DS', '120'),
      element(0x00181120, 'DS', '-12.5'),
      element(0x00181210, 'SH', 'B30f'),
      element(0x00180010, 'LO', ''),
    ]);
    expect(ct.acquisition).toMatchObject({ kvp: 120, gantryTilt: -12.5, kernel: 'B30f', contrast: false, echoTime: null });
    const mr = factsOf([element(0x00080060, 'CS', 'MR'), element(0x00180081, 'DS', '30'), element(0x00200100, 'IS', '4')]);
    expect(mr.acquisition).toMatchObject({ echoTime: 30, kvp: null });
    expect(mr.phase).toBe('AXIAL/4//30/');
  });

  it('keeps a kernel only where it is a name of one', () => {
    expect(factsOf([element(0x00181210, 'SH', '张伟 13800000000')]).acquisition.kernel).toBeNull();
  });

  it('reads bits and lossy compression', () => {
    const facts = factsOf([unsigned(0x00280102, 9), element(0x00282110, 'CS', '01'), element(0x00282112, 'DS', '8\\12.5')]);
    expect(facts).toMatchObject({ highBit: 9, lossy: true, lossyRatio: 12.5 });
    expect(seriesQuality([facts])).toMatchObject({ bitsConsistent: { numerator: 0, denominator: 1 }, lossyRatio: 12.5 });
  });
});
