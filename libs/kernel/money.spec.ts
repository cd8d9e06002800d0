import fc from 'fast-check';
import {
  addMoney,
  allocateMoney,
  compareMoney,
  fen,
  formatMoney,
  moneyOf,
  multiplyMoney,
  negateMoney,
  parseMoney,
  shareOf,
  subtractMoney,
  sumMoney,
  type Money,
  type Rounding,
} from './money';
import { orThrow, type Result } from './result';

const anyMoney = fc.maxSafeInteger().map(fen);
const smallMoney = fc.integer({ min: -1e12, max: 1e12 }).map(fen);
const foreign = { amount: 1, currency: 'USD' } as unknown as Money;
const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.refusal.code);
const add = (a: Money, b: Money) => orThrow(addMoney(a, b));

describe('money is whole fen', () => {
  it('refuses fractions, what is not a number, and what a safe integer cannot hold', () => {
    for (const amount of [0.5, Number.NaN, Number.POSITIVE_INFINITY]) expect(codeOf(moneyOf(amount))).toBe('money.not-integer');
    for (const amount of [2 ** 53, -(2 ** 53), 1e300]) expect(codeOf(moneyOf(amount))).toBe('money.overflow');
    expect(() => fen(0.1)).toThrow('money.not-integer');
  });

  it('knows no negative zero', () => {
    for (const zero of [fen(-0), negateMoney(fen(0)), orThrow(multiplyMoney(fen(0), -1)), orThrow(multiplyMoney(fen(-5), 0))])
      expect(Object.is(zero.amount, 0)).toBe(true);
  });

  it('refuses to mix currencies', () => {
    const mixed = [addMoney(fen(1), foreign), subtractMoney(fen(1), foreign), sumMoney([fen(1), foreign]), compareMoney(fen(1), foreign)];
    for (const result of mixed) expect(codeOf(result)).toBe('money.currency-mismatch');
  });
});

describe('sums', () => {
  it('commute, associate, and subtraction undoes them', () => {
    fc.assert(
      fc.property(smallMoney, smallMoney, smallMoney, (a, b, c) => {
        expect(add(a, b)).toEqual(add(b, a));
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(orThrow(subtractMoney(add(a, b), b))).toEqual(a);
        expect(add(a, negateMoney(a))).toEqual(fen(0));
        expect(orThrow(sumMoney([a, b, c]))).toEqual(add(add(a, b), c));
      }),
    );
  });

  it('are exact or refused, never rounded', () => {
    fc.assert(
      fc.property(anyMoney, anyMoney, (a, b) => {
        const exact = BigInt(a.amount) + BigInt(b.amount);
        const sum = addMoney(a, b);
        if (sum.ok) expect(BigInt(sum.value.amount)).toBe(exact);
        else expect(exact > Number.MAX_SAFE_INTEGER || exact < -Number.MAX_SAFE_INTEGER).toBe(true);
      }),
    );
    expect(codeOf(addMoney(fen(Number.MAX_SAFE_INTEGER), fen(1)))).toBe('money.overflow');
  });

  it('of many count only the end for overflow', () => {
    const max = fen(Number.MAX_SAFE_INTEGER);
    expect(sumMoney([max, max, negateMoney(max)])).toEqual({ ok: true, value: max });
    expect(sumMoney([])).toEqual({ ok: true, value: fen(0) });
  });

  it('compare as their amounts do', () => {
    fc.assert(fc.property(anyMoney, anyMoney, (a, b) => orThrow(compareMoney(a, b)) === Math.sign(a.amount - b.amount)));
  });
});

describe('multiples', () => {
  it('distribute over sums', () => {
    const factor = fc.integer({ min: -1000, max: 1000 });
    const times = (money: Money, by: number) => orThrow(multiplyMoney(money, by));
    fc.assert(fc.property(smallMoney, smallMoney, factor, (a, b, n) => expect(times(add(a, b), n)).toEqual(add(times(a, n), times(b, n)))));
  });

  it('need a whole factor and room', () => {
    expect(codeOf(multiplyMoney(fen(1), 1.5))).toBe('money.not-integer');
    expect(codeOf(multiplyMoney(fen(Number.MAX_SAFE_INTEGER), 2))).toBe('money.overflow');
  });
});

describe('shares by basis points', () => {
  const share = (amount: number, points: number, rounding: Rounding) => orThrow(shareOf(fen(amount), points, rounding)).amount;

  it.each<[number, number, Rounding, number]>([
    [12_345, 250, 'down', 308], // 308.625
    [12_345, 250, 'half-up', 309],
    [25, 1000, 'half-up', 3], // 2.5
    [25, 1000, 'half-even', 2],
    [35, 1000, 'half-even', 4], // 3.5
    [25, 1000, 'down', 2],
    [21, 1000, 'up', 3], // 2.1
    [-25, 1000, 'half-up', -3],
    [-25, 1000, 'half-even', -2],
    [-25, 1000, 'down', -2],
    [-21, 1000, 'up', -3],
  ])('%i fen at %i points, %s: %i', (amount, points, rounding, expected) => expect(share(amount, points, rounding)).toBe(expected));

  it('lie between down and up, within one fen of the exact share, and mirror for debts', () => {
    const rounding = fc.constantFrom<Rounding>('half-up', 'half-even', 'down', 'up');
    fc.assert(
      fc.property(smallMoney, fc.integer({ min: 0, max: 10_000 }), rounding, ({ amount }, points, rule) => {
        const exact = BigInt(amount) * BigInt(points);
        const error = BigInt(share(amount, points, rule)) * 10_000n - exact;
        expect(error > -10_000n && error < 10_000n).toBe(true);
        if (rule.startsWith('half')) expect(error >= -5_000n && error <= 5_000n).toBe(true);
        expect(share(-amount, points, rule)).toBe(0 - share(amount, points, rule));
      }),
    );
  });

  it('need whole points', () => expect(codeOf(shareOf(fen(100), 0.5, 'down'))).toBe('money.not-integer'));
});

describe('allocation', () => {
  const weights = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 20 }).filter((list) => list.some((weight) => weight > 0));

  it('sums exactly, and no part is a whole fen away from its exact share', () => {
    fc.assert(
      fc.property(anyMoney, weights, (money, list) => {
        const parts = orThrow(allocateMoney(money, list));
        expect(sumMoney(parts)).toEqual({ ok: true, value: money });
        const total = BigInt(list.reduce((sum, weight) => sum + weight, 0));
        parts.forEach((part, index) => {
          const error = BigInt(part.amount) * total - BigInt(money.amount) * BigInt(list[index] ?? 0);
          expect(error > -total && error < total).toBe(true);
          if (list[index] === 0) expect(part.amount).toBe(0);
        });
      }),
    );
  });

  it('gives the odd fen to the largest remainder, and of equals to the first', () => {
    expect(allocateMoney(fen(100), [1, 1, 1])).toEqual({ ok: true, value: [fen(34), fen(33), fen(33)] });
    expect(allocateMoney(fen(-100), [1, 1, 1])).toEqual({ ok: true, value: [fen(-34), fen(-33), fen(-33)] });
    expect(allocateMoney(fen(10), [1, 5, 0])).toEqual({ ok: true, value: [fen(2), fen(8), fen(0)] });
  });

  it('refuses weights that divide nothing', () => {
    for (const list of [[], [0, 0], [-1, 2], [0.5], [Number.NaN]])
      expect(codeOf(allocateMoney(fen(1), list))).toBe('money.unusable-weights');
  });
});

describe('money as text', () => {
  it('is written for both languages', () => {
    expect(formatMoney(fen(10_129_000_00), 'zh')).toBe('¥10,129,000.00');
    expect(formatMoney(fen(-123_456), 'en')).toBe('-CNY 1,234.56');
    expect(formatMoney(fen(7), 'zh')).toBe('¥0.07');
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(anyMoney, fc.constantFrom('zh' as const, 'en' as const), (money, language) => {
        expect(parseMoney(formatMoney(money, language))).toEqual({ ok: true, value: money });
      }),
    );
  });

  it.each([
    ['50000', 5_000_000],
    ['1,234.5', 123_450],
    ['￥0.10', 10],
    ['60元', 6000],
    ['-3', -300],
    ['1.2300', 123],
  ])('reads %s', (text, amount) => expect(parseMoney(text)).toEqual({ ok: true, value: fen(amount) }));

  it.each([
    ['0.001', 'money.not-integer'],
    ['90071992547409.92', 'money.overflow'],
    ['12,34', 'money.not-decimal'],
    ['1e3', 'money.not-decimal'],
    ['', 'money.not-decimal'],
    ['.5', 'money.not-decimal'],
    ['--1', 'money.not-decimal'],
  ])('refuses %s with %s', (text, code) => expect(codeOf(parseMoney(text))).toBe(code));
});
