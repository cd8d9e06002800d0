import fc from 'fast-check';
import { seriesQuality } from '#libs/deidentification/dicom';
import { CohortTally } from './cohort-tally';
import { disclosed, disclosureRules } from './disclosure.rules';
import { type GovernedSeries } from './governed-series';
import { seriesColumns, seriesIndexHead, seriesIndexLine } from './series-index';
import { splitOf, splitRules, type Split } from './split.rules';

const K = disclosureRules.smallestCell;
const NONE = { kvp: null, tubeCurrent: null, kernel: null, repetitionTime: null, echoTime: null, inversionTime: null };
const series = (person: string, more: Partial<GovernedSeries> = {}): GovernedSeries => ({
  ...{ patient: person, study: `study of ${person}`, series: `series of ${person}`, person, split: splitOf(person) },
  ...{ instances: 20, frames: 20, bytes: 1000, modality: 'CT', bodyPart: 'CHEST', manufacturer: 'Maker', model: 'A' },
  ...{ transferSyntax: '1.2', rows: 512, columns: 512, bitsStored: 12, photometricInterpretation: 'MONOCHROME2', studyYear: 2024 },
  ...{ acquisition: { ...NONE, flipAngle: null, fieldStrength: null, contrast: null, gantryTilt: null } },
  ...{ quality: seriesQuality([]), thumbnail: null },
  ...more,
});
const people = (count: number, from = 0): string[] => Array.from({ length: count }, (_, index) => `P${from + index}`);
const factsOf = (all: readonly GovernedSeries[]) => {
  const tally = new CohortTally();
  for (const one of all) tally.add(one);
  return tally.facts();
};

describe('disclosed', () => {
  it('names no value that few people share, and no count from which one could be worked out', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(counts, (sizes) => {
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const { values, withheld } = disclosed(new Map(sizes.map((size, index) => [`v${index}`, size])), total);
        for (const { value, patients } of values) {
          expect(sizes[Number(value.slice(1))]).toBeGreaterThanOrEqual(K);
          expect(patients % K).toBe(0);
        }
        expect(values.length + withheld).toBe(sizes.length);
      }),
    );
  });

  it('names what all share, however few they are', () => {
    expect(disclosed(new Map([['CT', 1]]), 1)).toEqual({ values: [{ value: 'CT', patients: 1 }], withheld: 0 });
  });
});

describe('splitOf', () => {
  it('keeps each person in one part, whoever else is there', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 30 }), fc.string(), (persons, more) => {
        expect(persons.map(splitOf)).toEqual([...persons, more].slice(0, persons.length).map(splitOf));
      }),
    );
  });

  it('comes near its shares', () => {
    const parts = people(4000).map(splitOf);
    for (const [split, share] of Object.entries(splitRules.shares))
      expect(Math.abs(parts.filter((part) => part === split).length / parts.length - share)).toBeLessThan(0.03);
  });
});

describe('CohortTally', () => {
  it('counts people, studies and series, and states the size of each part', () => {
    const all = people(200).flatMap((person) => [series(person), series(person, { series: `second of ${person}` })]);
    const { cohort, splits } = factsOf(all);
    expect(cohort).toMatchObject({ patients: 200, studies: 200, series: 400, instances: 8000 });
    for (const part of ['patients', 'studies', 'series', 'instances'] as const)
      expect(splits.reduce((sum, split) => sum + split[part], 0)).toBe(cohort[part]);
    expect(splits.map(({ split }) => split)).toEqual(['train', 'validation', 'test'] satisfies Split[]);
  });

  it('does not depend on the order', () => {
    const all = people(30).map((person, index) => series(person, { modality: index % 2 ? 'CT' : 'MR', studyYear: 2020 + (index % 3) }));
    const expected = factsOf(all);
    fc.assert(fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => expect(factsOf(shuffled)).toEqual(expected)));
  });

  it('withholds the rare device, the rare year and the rare parameter', () => {
    const rare = series('rare', { model: 'B', studyYear: 1999, acquisition: { ...series('x').acquisition, kvp: 80 } });
    const facts = factsOf([...people(50).map((person) => series(person)), rare]);
    expect(facts.breakdowns.device).toEqual({ values: [{ value: 'Maker A', patients: 50 }], withheld: 1 });
    expect(facts.years).toEqual({ from: 2024, to: 2024 });
    expect(facts.parameters.find(({ parameter }) => parameter === 'peak kilovoltage')).toBeUndefined();
    expect(JSON.stringify(facts)).not.toMatch(/1999|Maker B/);
  });
});

describe('the index', () => {
  it('has a value for each column, quoted where it must be', () => {
    const line = seriesIndexLine(series('P1', { model: 'A, "big"' }));
    expect(line).toContain('"A, ""big"""');
    expect(seriesIndexHead().trim().split(',')).toEqual(seriesColumns.map(({ name }) => name));
    expect(new Set(seriesColumns.map(({ name }) => name)).size).toBe(seriesColumns.length);
  });
});
