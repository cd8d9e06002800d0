import fc from 'fast-check';
import { SeededRandom } from './seeded-random';

const draws = (random: SeededRandom): number[] => Array.from({ length: 20 }, () => random.fraction());

test('gives the same numbers for the same seed, others for another', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (seed, other) => {
      expect(draws(new SeededRandom(seed))).toEqual(draws(new SeededRandom(seed)));
      if (seed !== other) expect(draws(new SeededRandom(seed))).not.toEqual(draws(new SeededRandom(other)));
    }),
  );
});

test('a named stream does not move with what is drawn above it', () => {
  const root = new SeededRandom('root');
  const before = draws(root.stream('patient/1'));
  draws(root);
  expect(draws(root.stream('patient/1'))).toEqual(before);
});

test('whole numbers stay within their bounds and reach both', () => {
  const random = new SeededRandom('bounds');
  const drawn = new Set(Array.from({ length: 500 }, () => random.integer(3, 6)));
  expect([...drawn].sort()).toEqual([3, 4, 5, 6]);
});

test('normal numbers have mean 0 and deviation 1', () => {
  const random = new SeededRandom('normal');
  const numbers = Array.from({ length: 20_000 }, () => random.gaussian());
  const mean = numbers.reduce((sum, value) => sum + value) / numbers.length;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
});

test('a UID is that of a version 8 UUID', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const uid = new SeededRandom('uid').uid(name);
      expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
      const uuid = BigInt(uid.slice(5)).toString(16).padStart(32, '0');
      expect(uuid).toMatch(/^.{12}8.{3}[89ab]/);
    }),
  );
});
