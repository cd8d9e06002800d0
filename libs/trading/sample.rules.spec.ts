import fc from 'fast-check';
import { type SampleCandidate } from '#libs/pipeline';
import { chooseSamples, sampleRules } from './sample.rules';

const candidate = (series: string, patient: string, bytes = 100): SampleCandidate => ({
  ...{ series, patient, bytes, sha256: 'a'.repeat(64), width: 256, height: 256 },
});
const digest = 'd'.repeat(64);

describe('chooseSamples', () => {
  it('shows few, each of another person, whoever chooses; by the rule the same of the same version in whatever order they are listed', () => {
    const some = fc.uniqueArray(fc.record({ series: fc.nat(60).map(String), patient: fc.nat(8) }), {
      selector: ({ series }) => series,
      maxLength: 30,
    });
    fc.assert(
      fc.property(some, fc.boolean(), (all, named) => {
        const candidates = all.map(({ series, patient }) => candidate(series, String(patient)));
        const { chosen } = chooseSamples(candidates, { digest, ...(named && { named: all.map(({ series }) => series) }) });
        const people = new Set(chosen.map(({ patient }) => patient));
        expect(people.size).toBe(chosen.length);
        expect(chosen.length).toBe(Math.min(sampleRules.most, new Set(all.map(({ patient }) => patient)).size));
        if (!named) expect(chooseSamples([...candidates].reverse(), { digest }).chosen).toEqual(chosen);
      }),
    );
  });

  it('names what may not be shown', () => {
    const candidates = [candidate('1', 'A'), candidate('2', 'A'), candidate('3', 'B', sampleRules.mostBytes + 1)];
    expect(chooseSamples(candidates, { digest, named: ['1', '2', '3', '4'] })).toMatchObject({
      chosen: [{ series: '1' }],
      unfit: ['2', '3', '4'],
    });
  });
});
