import fc from 'fast-check';
import { isRegion, isRegionWithin, sharedRegions } from './region';

const regions = ['CN', '450000', '450100', '450102', '451000', '310000', 'HK', 'DE'];

describe('regions', () => {
  const anyRegions = fc.subarray(regions);

  it('lie within one another by their codes', () => {
    for (const [inner, outer] of [
      ['450102', '450100'],
      ['450102', '450000'],
      ['451000', '450000'],
      ['450100', 'CN'],
    ] as const)
      expect([inner, outer, isRegionWithin(inner, outer), isRegionWithin(outer, inner)]).toEqual([inner, outer, true, false]);
    for (const [a, b] of [
      ['451002', '450100'],
      ['HK', 'CN'],
      ['DE', 'HK'],
      ['451000', '451100'],
    ] as const)
      expect([a, b, isRegionWithin(a, b)]).toEqual([a, b, false]);
  });

  it('of two lists share a place just when both have it', () => {
    fc.assert(
      fc.property(anyRegions, anyRegions, fc.constantFrom(...regions), (a, b, place) => {
        const has = (list: readonly string[]) => list.some((region) => isRegionWithin(place, region));
        expect(has(sharedRegions(a, b))).toBe(has(a) && has(b));
      }),
    );
  });

  it('are told from other codes', () => {
    for (const other of ['810000', '710000', '990000', '45000', '450001', '4501021', 'cn', '', null])
      expect([other, isRegion(other)]).toEqual([other, false]);
  });
});
