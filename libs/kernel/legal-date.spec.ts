import fc from 'fast-check';
import {
  addDays,
  addMonths,
  compareDates,
  daysBetween,
  endOf,
  isLegalDate,
  legalDateOf,
  startOf,
  weekdayOf,
  yearOf,
  type LegalDate,
} from './legal-date';

const instants = fc.date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true });
const dates = instants.map(legalDateOf);
const days = fc.integer({ min: -50_000, max: 50_000 });

describe('a legal date', () => {
  it('begins at midnight in China, eight hours before UTC', () => {
    expect(legalDateOf(new Date('2026-07-31T15:59:59.999Z'))).toBe('2026-07-31');
    expect(legalDateOf(new Date('2026-07-31T16:00:00.000Z'))).toBe('2026-08-01');
    expect(startOf('2026-08-01').toISOString()).toBe('2026-07-31T16:00:00.000Z');
    expect(endOf('2026-08-01').toISOString()).toBe('2026-08-01T15:59:59.999Z');
  });

  it('holds every instant from its start to its end, and none beside', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const date = legalDateOf(instant);
        expect(startOf(date) <= instant && instant <= endOf(date)).toBe(true);
        expect(legalDateOf(startOf(date))).toBe(date);
        expect(legalDateOf(endOf(date))).toBe(date);
        expect(endOf(date).getTime() + 1).toBe(startOf(addDays(date, 1)).getTime());
      }),
    );
  });

  it('sorts as text', () => {
    fc.assert(fc.property(dates, dates, (a, b) => Math.sign(compareDates(a, b)) === (a < b ? -1 : a > b ? 1 : 0)));
  });

  it('counts days there and back', () => {
    fc.assert(
      fc.property(dates, days, (date, n) => {
        const later = addDays(date, n);
        expect(daysBetween(date, later)).toBe(n);
        expect(addDays(later, -n)).toBe(date);
        expect((((weekdayOf(later) - weekdayOf(date) - n) % 7) + 7) % 7).toBe(0);
      }),
    );
    expect(weekdayOf('2026-11-22')).toBe(0);
    expect(yearOf('2026-11-22')).toBe(2026);
  });

  it.each<[LegalDate, number, LegalDate]>([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-02-29', 60, '2033-02-28'],
    ['2026-08-31', -6, '2026-02-28'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-11-22', 60, '2031-11-22'],
  ])('%s and %i months is %s', (date, months, expected) => expect(addMonths(date, months)).toBe(expected));

  it('keeps the day of the month, or takes the last that the month has', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -1200, max: 1200 }), (date, months) => {
        const later = addMonths(date, months);
        const monthsOf = (of: LegalDate) => yearOf(of) * 12 + Number(of.slice(5, 7));
        expect(monthsOf(later)).toBe(monthsOf(date) + months);
        if (later.slice(8) !== date.slice(8)) expect(addDays(later, 1).slice(8)).toBe('01');
      }),
    );
  });

  it('is told from other text', () => {
    for (const date of ['2026-02-28', '2028-02-29', '1999-12-31']) expect(isLegalDate(date)).toBe(true);
    for (const other of ['2027-02-29', '2026-13-01', '2026-1-1', '2026-01-01T00:00:00Z', '', 20260101, null])
      expect(isLegalDate(other)).toBe(false);
    expect(() => startOf('2027-02-30')).toThrow(RangeError);
    expect(() => addDays('2026-01-01', 0.5)).toThrow(RangeError);
    expect(() => legalDateOf(new Date(Number.NaN))).toThrow(RangeError);
  });
});
