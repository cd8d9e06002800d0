import fc from 'fast-check';
import { formatNumber, nextNumber, parseNumber } from './certificate-number';

describe('a certificate number (guide annex 6)', () => {
  const numbers = fc.record({
    prefix: fc.tuple(fc.integer({ min: 11, max: 65 }), fc.integer({ min: 1, max: 9 })).map(([region, digit]) => `SJ${region}${digit}`),
    month: fc
      .tuple(fc.integer({ min: 2000, max: 2999 }), fc.integer({ min: 1, max: 12 }))
      .map(([year, month]) => `${year}${String(month).padStart(2, '0')}`),
    serial: fc.integer({ min: 1, max: 9999 }),
  });

  it('has 15 characters and reads back', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        const text = formatNumber(number);
        expect(text).toHaveLength(15);
        expect(parseNumber(text)).toEqual({ ok: true, value: number });
      }),
    );
  });

  it.each(['', 'SJ52120261100', 'SJ5212026110000', 'SJ5212026130001', 'sj5212026110001', 'SJ52120261100012', "SJ521202611'001"])(
    'is not %p',
    (text) => {
      expect(parseNumber(text).ok).toBe(false);
    },
  );

  it('counts within the month and begins anew with the next', () => {
    const numbering = { region: '52', digit: 3, freeDigit: 4, lastSerials: { '202611': 41 } };
    expect(nextNumber(numbering, '2026-11-30')).toMatchObject({ ok: true, value: { prefix: 'SJ523', serial: 42 } });
    expect(nextNumber(numbering, '2026-12-01')).toMatchObject({ ok: true, value: { month: '202612', serial: 1 } });
  });
});
