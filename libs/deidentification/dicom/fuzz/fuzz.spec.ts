import { fuzz } from './fuzz';
import { mutate, randomFrom } from './mutation';
import { sampleFile } from '../sample-object';

// Goal: no mutated input throws, hangs or leaves an output that can not be read. `npm run fuzz` runs more of the same.
describe('fuzz', () => {
  it('finds no failure in 3,000 inputs', async () => {
    const report = await fuzz({ count: 3000, seed: 20250101 });
    expect(report.failures).toEqual([]);
    expect(report.verdicts.released).toBeGreaterThan(0);
    expect(report.verdicts.quarantined).toBeGreaterThan(0);
    expect(report.verdicts.refused).toBeGreaterThan(0);
  });

  it('gives the same inputs for the same seed', () => {
    const original = sampleFile();
    expect(mutate(original, randomFrom(7))).toEqual(mutate(original, randomFrom(7)));
    expect(mutate(original, randomFrom(7))).not.toEqual(mutate(original, randomFrom(8)));
  });
});
