import fc from 'fast-check';
import { GovernedPaths } from './governed-path';

const names = { patient: 'P1', study: '2.25.1', series: '2.25.2', instance: '2.25.3' };

describe('GovernedPaths', () => {
  it('names a file by replacements alone, the very same object once, another of the same instance with a number', () => {
    const paths = new GovernedPaths();
    expect(paths.pathOf(names, 1, 'a')).toBe('P1/2.25.1/2.25.2/2.25.3.dcm');
    expect(paths.pathOf(names, 2, 'a')).toBeUndefined();
    expect(paths.pathOf(names, 3, 'b')).toBe('P1/2.25.1/2.25.2/2.25.3-2.dcm');
    expect(paths.pathOf({ patient: null, study: null, series: null, instance: null }, 4, 'c')).toBe(
      'unnamed/no-study/no-series/file-4.dcm',
    );
  });

  it('gives no path twice', () => {
    const few = fc.constantFrom('1', '2', null);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.record({ patient: few, study: few, series: few, instance: few }), fc.constantFrom('a', 'b', 'c')), {
          maxLength: 80,
        }),
        (files) => {
          const paths = new GovernedPaths();
          const given = files.flatMap(([pseudonyms, sha256], index) => paths.pathOf(pseudonyms, index + 1, sha256) ?? []);
          expect(new Set(given).size).toBe(given.length);
        },
      ),
    );
  });
});
