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
  ...changes,
});
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

  it('has no spacing and no shares of nothing', () => {
    expect(seriesQuality([])).toMatchObject({ instances: 0, sliceSpacing: null, slicesPresent: { numerator: 0, denominator: 0 } });
  });
});
