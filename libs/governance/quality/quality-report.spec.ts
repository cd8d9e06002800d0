import { seriesQuality } from '#libs/deidentification/dicom';
import { dimensions, imagingQualityRules } from './imaging-quality.rules';
import { QualityTally } from './quality-report';

const share = (numerator: number, denominator: number) => ({ numerator, denominator });
const none = { supportedKind: share(0, 0), readable: share(0, 0), withinPeriod: share(0, 0), deliverable: share(0, 0) };

describe('QualityTally', () => {
  it('adds series up, and dimensions from their rules, with numerator and denominator', () => {
    const quality = { ...seriesQuality([]), slicesPresent: share(9, 10), pixelsComplete: share(5, 5) };
    const tally = new QualityTally(imagingQualityRules);
    tally.addSeries(quality);
    tally.addSeries(quality);
    tally.addFiles({ ...none, deliverable: share(3, 4) });
    expect(tally.byRule().find(({ rule }) => rule === 'slices-present')).toMatchObject({ ...share(18, 20), dimension: 'completeness' });
    const byDimension = Object.fromEntries(tally.byDimension().map(({ dimension, ...figure }) => [dimension, figure]));
    expect(byDimension['completeness']).toEqual(share(28, 30));
    expect(byDimension['accessibility']).toEqual(share(3, 4));
    expect(byDimension['timeliness']).toEqual(share(0, 0));
  });

  it('has a rule for each dimension of GB/T 36344, and each code once', () => {
    const named = new Set(imagingQualityRules.rules.map(({ dimension }) => dimension));
    expect([...named].sort()).toEqual(Object.keys(dimensions).sort());
    expect(new Set(imagingQualityRules.rules.map(({ code }) => code)).size).toBe(imagingQualityRules.rules.length);
  });
});
