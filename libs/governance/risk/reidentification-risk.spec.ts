import fc from 'fast-check';
import { reidentificationRisk, underModel } from './reidentification-risk';

const sizes = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 50 });

describe('reidentificationRisk', () => {
  it('is ARX’s of classes that can be counted by hand', () => {
    expect(reidentificationRisk([2, 3, 5])).toEqual({
      people: 10,
      classes: 3,
      k: 2,
      prosecutorMax: 1 / 2,
      prosecutorMean: 3 / 10,
      journalistMax: 1 / 2,
      marketer: 3 / 10,
    });
    expect(reidentificationRisk([2, 3, 5], { population: 100 })).toMatchObject({
      prosecutorMax: 1 / 2,
      journalistMax: 1 / 20,
      marketer: 3 / 10,
    });
    expect(reidentificationRisk([2, 3, 5], { population: 100, membershipKnown: false })).toMatchObject({
      prosecutorMax: 1 / 20,
      marketer: 3 / 100,
    });
  });

  it('is none where nobody is left', () => expect(reidentificationRisk([])).toBeNull());

  it('lies between 0 and 1, the mean below the maximum', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 1_000_000 }), fc.boolean(), (all, population, membershipKnown) => {
        const risk = reidentificationRisk(all, { population, membershipKnown })!;
        for (const value of [risk.prosecutorMax, risk.prosecutorMean, risk.journalistMax, risk.marketer]) {
          expect(value).toBeGreaterThan(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        expect(risk.marketer).toBeLessThanOrEqual(risk.prosecutorMax + 1e-12);
      }),
    );
  });

  it('never grows with the population, nor where membership is not known; and joining classes never raises it', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 100_000 }), (all, population) => {
        const risk = reidentificationRisk(all, { population })!;
        const wider = underModel(risk, { population: population * 2 });
        expect(wider.journalistMax).toBeLessThanOrEqual(risk.journalistMax);
        expect(underModel(risk, { population, membershipKnown: false }).prosecutorMax).toBeLessThanOrEqual(risk.prosecutorMax);
        if (all.length > 1) {
          const joined = [all[0]! + all[1]!, ...all.slice(2)];
          expect(reidentificationRisk(joined, { population })!.prosecutorMax).toBeLessThanOrEqual(risk.prosecutorMax);
        }
      }),
    );
  });
});
