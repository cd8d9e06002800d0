import * as fc from 'fast-check';
import { MemorySource } from './byte-source';
import { parseDicomFile } from './file-parser';
import { imagingFacts, type ImagingFacts } from './imaging-facts';
import { sampleFile } from './sample-object';
import { seriesQuality } from './series-quality';

const base = imagingFacts(parseDicomFile(new MemorySource(sampleFile())));
const slice = (index: number, changes: Partial<ImagingFacts> = {}): ImagingFacts => ({
  ...base,
  instanceNumber: index,
  imagePosition: [0, 0, index * 5],
  pixels: { frames: 1, empty: 0, fingerprint: index },
  ...changes,
});
const share = (numerator: number, denominator: number) => ({ numerator, denominator });
const slices = (count: number): ImagingFacts[] => Array.from({ length: count }, (_, index) => slice(index));

describe('seriesQuality', () => {
  it('counts every slice that was taken out of the middle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 60 }), fc.integer({ min: 2, max: 5 }), (count, at) => {
        const rest = slices(count).filter((_, index) => index !== at);
        expect(seriesQuality(rest).slicesPresent).toEqual({ numerator: count - 1, denominator: count });
      }),
    );
  });

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(slices(20), { minLength: 20 }), (shuffled) =>
        expect(seriesQuality(shuffled)).toEqual(seriesQuality(slices(20))),
      ),
    );
  });

  it('finds duplicates, overlaps, mixed series and foreign geometry', () => {
    expect(seriesQuality([...slices(5), slice(2)]).slicesUnique).toEqual({ numerator: 5, denominator: 6 });
    expect(seriesQuality(slices(5).map((facts) => ({ ...facts, sliceThickness: 8 }))).slicesWithoutOverlap).toEqual({
      numerator: 0,
      denominator: 4,
    });
    expect(seriesQuality([...slices(4), slice(4, { modality: 'MR' })]).seriesUniform).toEqual({ numerator: 4, denominator: 5 });
    expect(seriesQuality([...slices(4), slice(4, { pixelSpacing: [1, 1] })]).geometryConsistent).toEqual({ numerator: 4, denominator: 5 });
    expect(seriesQuality([...slices(4), slice(4, { lossy: true })]).losslessStored).toEqual({ numerator: 4, denominator: 5 });
  });

  it('counts a slice that one phase lacks, and takes phases for no duplicates', () => {
    const phases = ['0', '1', '2'].map((phase) => slices(12).map((facts) => ({ ...facts, phase })));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 10 }), (phase, at) => {
        const rest = phases.flatMap((own, index) => (index === phase ? own.filter((_, slice) => slice !== at) : own));
        const { slicesPresent, slicesUnique } = seriesQuality(rest);
        expect({ slicesPresent, slicesUnique }).toEqual({ slicesPresent: share(35, 36), slicesUnique: share(35, 35) });
      }),
    );
    expect(seriesQuality(phases.flat()).phases).toBe(3);
  });

  it('finds nothing missing where the two halves of a stack are told apart by name alone', () => {
    const halves = slices(20).map((facts, index) => ({ ...facts, phase: index < 10 ? 'AXIAL' : 'AXIAL\\ADD' }));
    expect(seriesQuality(halves)).toMatchObject({ slicesPresent: share(20, 20), phases: 1 });
  });

  it('finds a copy under another number by its pixels, and two images of one place by theirs', () => {
    expect(seriesQuality([...slices(6), slice(3, { instanceNumber: 40 })]).slicesUnique).toEqual(share(6, 7));
    const other = slice(3, { instanceNumber: 40, pixels: { frames: 1, empty: 0, fingerprint: 99 } });
    expect(seriesQuality([...slices(6), other]).slicesUnique).toEqual(share(7, 7));
  });

  it('keeps localizers out of the stack', () => {
    const localizer = slice(0, { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'], imagePosition: [0, 0, 900], sliceThickness: 500 });
    expect(seriesQuality([...slices(6), localizer])).toMatchObject({ slicesPresent: share(6, 6), localizers: 1, sliceThickness: 5 });
  });

  it('says that spacing is uneven where slices are, and not where one is missing', () => {
    const shifted = slices(9).map((facts, index) => (index === 4 ? { ...facts, imagePosition: [0, 0, 21.5] } : facts));
    expect(seriesQuality(shifted).slicesEvenlySpaced).toEqual(share(6, 8));
    expect(seriesQuality(slices(9).filter((_, index) => index !== 4)).slicesEvenlySpaced).toEqual(share(7, 7));
  });

  it.each([
    ['axial', [1, 0, 0, 0, 1, 0]],
    ['axial', [1, 0, 0, 0, 0.95, 0.312]],
    ['sagittal', [0, 1, 0, 0, 0, -1]],
    ['coronal', [1, 0, 0, 0, 0, -1]],
    ['oblique', [0.707, 0.707, 0, 0, 0, -1]],
  ] as const)('says how the slices lie: %s', (plane, imageOrientation) => {
    expect(seriesQuality(slices(5).map((facts) => ({ ...facts, imageOrientation }))).plane).toBe(plane);
  });

  it('counts frames of an enhanced object as slices, in each of its phases', () => {
    const stack = (phase: string, distances: readonly number[]) => ({ phase, orientation: [1, 0, 0, 0, 1, 0], distances });
    const frameStacks = [stack('1', [0, 5, 10, 20, 25]), stack('2', [0, 5, 10, 20, 25])];
    expect(seriesQuality([slice(0, { frameStacks })])).toMatchObject({ slicesPresent: share(10, 12), phases: 2, sliceSpacing: 5 });
  });

  it('finds empty frames, streams that lack frames, and bits that contradict', () => {
    const faulty = [
      slice(1, { pixels: { frames: 1, empty: 1, fingerprint: 0 } }),
      slice(2, { pixelBytes: { expected: null, actual: 9 }, compressed: { fragments: 0, recognised: false }, highBit: 3 }),
      slice(3, { pixelBytes: null }),
    ];
    expect(seriesQuality([slice(0), ...faulty])).toMatchObject({
      framesNotEmpty: share(3, 4),
      pixelsComplete: share(2, 4),
      bitsConsistent: share(3, 4),
    });
  });

  it('asks for the flag of burned-in text where the standard does', () => {
    const DX = '1.2.840.10008.5.1.4.1.1.1.1';
    expect(seriesQuality([slice(0)]).burnedInStated).toEqual(share(0, 0));
    const radiographs = [slice(0, { sopClass: DX }), slice(1, { sopClass: DX, burnedInAnnotation: 'NO' })];
    expect(seriesQuality(radiographs).burnedInStated).toEqual(share(1, 2));
  });

  it('has no spacing and no shares of nothing', () => {
    expect(seriesQuality([])).toMatchObject({ instances: 0, sliceSpacing: null, slicesPresent: { numerator: 0, denominator: 0 } });
  });
});
