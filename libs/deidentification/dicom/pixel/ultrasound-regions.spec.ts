import * as fc from 'fast-check';
import { coverage, merged, withMargins } from './region-merging';
import { areaOf, outsideOf } from './ultrasound-regions';

const box = fc
  .tuple(fc.nat(30), fc.nat(20), fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 10 }))
  .map(([left, top, width, height]) => ({ left, top, right: left + width, bottom: top + height }));
const covers = (regions: readonly { left: number; top: number; right: number; bottom: number }[], x: number, y: number): boolean =>
  regions.some(({ left, top, right, bottom }) => x >= left && x < right && y >= top && y < bottom);

it('what is outside of regions is what none of them covers, each pixel once', () =>
  fc.assert(
    fc.property(fc.array(box, { maxLength: 4 }), (regions) => {
      const outside = outsideOf(regions, 40, 30);
      let free = 0;
      for (let y = 0; y < 30; y += 1)
        for (let x = 0; x < 40; x += 1) {
          if (!covers(regions, x, y)) free += 1;
          expect(covers(outside, x, y)).toBe(!covers(regions, x, y));
        }
      expect(outside.reduce((sum, region) => sum + areaOf(region), 0)).toBe(free);
    }),
  ));

it('merging and margins lose no pixel and leave no frame', () =>
  fc.assert(
    fc.property(fc.array(box, { maxLength: 6 }), (regions) => {
      for (const result of [merged(regions), withMargins(regions, 40, 30)]) {
        for (const { left, top, right, bottom } of regions)
          for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) expect(covers(result, x, y)).toBe(true);
      }
      expect(coverage(withMargins(regions, 40, 30), 40, 30)).toBeLessThanOrEqual(1);
    }),
  ));
