import fc from 'fast-check';
import { figure, median, percentile } from './figure';

it('takes the smallest value that the share is not above', () => {
  expect(percentile([5, 1, 4, 2, 3], 0.99)).toBe(5);
  expect(median([3, 1, 2])).toBe(2);
  const values = fc.array(fc.integer(), { minLength: 1 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const found = percentile(list, share);
      expect(list.filter((value) => value <= found).length).toBeGreaterThanOrEqual(share * list.length);
    }),
  );
});

it('sets the medians against each other', () => {
  expect(figure('x', 'writes/s', { ours: [10, 90, 30], anchor: [60, 60, 1] })).toEqual({
    name: 'x',
    ours: 30,
    anchor: 60,
    ratio: 0.5,
    unit: 'writes/s',
    details: {},
  });
});

it('throws where nothing was measured', () => expect(() => median([])).toThrow(RangeError));
