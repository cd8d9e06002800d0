import fc from 'fast-check';
import { fen } from '#libs/kernel';
import { defaultFeeSchedules } from './default-fee-schedules';
import { checkSchedule, feeOf, type FeeBasis, type FeeQuantities, type FeeSchedule } from './fee-schedule';

const schedule: FeeSchedule = {
  code: 'test',
  name: { zh: '测试', en: 'Test' },
  stage: 'governance',
  category: 'compute',
  jurisdiction: 'CN',
  basis: 'per-scan',
  rate: { low: 50, expected: 55, high: 60 },
  currency: 'CNY',
  due: 'once',
  from: '2026-01-01',
  until: '2026-12-31',
  source: { text: 'test' },
};
const day = '2026-06-01';
const range = (low: number, expected: number, high: number) => ({
  ok: true,
  value: { low: fen(low), expected: fen(expected), high: fen(high) },
});
const code = (result: ReturnType<typeof feeOf>) => (result.ok ? result : result.refusal.code);

describe('feeOf', () => {
  it.each<[FeeBasis, FeeQuantities, ReturnType<typeof range>]>([
    ['per-scan', { scans: 3, records: 9 }, range(150, 165, 180)],
    ['per-record', { scans: 3, records: 9 }, range(450, 495, 540)],
    ['per-gb', { bytes: 1_500_000_000 }, range(75, 83, 90)],
    ['flat', {}, range(50, 55, 60)],
    ['percent', { price: fen(999_00) }, range(500, 549, 599)],
  ])('counts %s', (basis, quantities, expected) => expect(feeOf({ ...schedule, basis }, quantities, day)).toEqual(expected));

  it('raises to the floor and cuts at the cap, but takes nothing for nothing', () => {
    const limited = { ...schedule, floor: fen(100), cap: fen(116) };
    expect(feeOf(limited, { scans: 1 }, day)).toEqual(range(100, 100, 100));
    expect(feeOf(limited, { scans: 2 }, day)).toEqual(range(100, 110, 116));
    expect(feeOf(limited, { scans: 0 }, day)).toEqual(range(0, 0, 0));
    expect(feeOf(limited, {}, day)).toEqual(range(0, 0, 0));
  });

  it('applies from its first day to its last', () => {
    for (const date of ['2026-01-01', '2026-12-31'] as const) expect(feeOf(schedule, { scans: 1 }, date).ok).toBe(true);
    for (const date of ['2025-12-31', '2027-01-01'] as const)
      expect(code(feeOf(schedule, { scans: 1 }, date))).toBe('ledger.schedule-not-in-effect');
  });

  it('refuses what cannot be counted', () => {
    for (const scans of [-1, 0.5, 2 ** 53, NaN]) expect(code(feeOf(schedule, { scans }, day))).toBe('ledger.unusable-quantity');
    expect(code(feeOf({ ...schedule, basis: 'percent' }, {}, day))).toBe('ledger.price-missing');
    expect(code(feeOf(schedule, { scans: Number.MAX_SAFE_INTEGER }, day))).toBe('money.overflow');
  });

  it.each<[string, Partial<FeeSchedule>]>([
    ['low above high', { rate: { low: 2, expected: 2, high: 1 } }],
    ['a fraction of a fen', { rate: { low: 0.5, expected: 1, high: 1 } }],
    ['a negative rate', { rate: { low: -1, expected: 1, high: 1 } }],
    ['a floor above the cap', { floor: fen(2), cap: fen(1) }],
    ['an end before its beginning', { until: '2025-01-01' }],
    ['a category that is none', { category: 'Compute' }],
  ])('refuses a schedule with %s', (_, wrong) => expect(checkSchedule({ ...schedule, ...wrong }).ok).toBe(false));

  it('grows with the quantity and stays within floor and cap', () => {
    const quantity = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(quantity, quantity, fc.nat(1000), fc.nat(100_000), (few, more, floor, over) => {
        const limited = { ...schedule, basis: 'per-gb' as const, floor: fen(floor), cap: fen(floor + over) };
        const [less, much] = [Math.min(few, more), Math.max(few, more)].map((gigabytes) => feeOf(limited, { bytes: gigabytes * 1e9 }, day));
        if (!less?.ok || !much?.ok) throw new Error('refused');
        expect(less.value.expected.amount).toBeLessThanOrEqual(much.value.expected.amount);
        expect(less.value.low.amount).toBeGreaterThanOrEqual(floor);
        expect(much.value.high.amount).toBeLessThanOrEqual(floor + over);
      }),
    );
  });
});

describe('the default schedules', () => {
  it('say nothing contradictory, and each code once', () => {
    for (const one of defaultFeeSchedules) expect(checkSchedule(one)).toEqual({ ok: true, value: one });
    expect(new Set(defaultFeeSchedules.map((one) => one.code)).size).toBe(defaultFeeSchedules.length);
  });
});
