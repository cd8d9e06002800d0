import * as fc from 'fast-check';
import { shiftDate } from './shifted-date';

const dates = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));

describe('shiftDate', () => {
  it('is undone by the opposite shift', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -2000, max: 2000 }), (date, days) => {
        expect(shiftDate(shiftDate(date, days) ?? '', -days)).toBe(date);
      }),
    );
  });

  it('keeps the days between two dates', () => {
    fc.assert(
      fc.property(dates, dates, fc.integer({ min: -2000, max: 0 }), (one, other, days) => {
        expect(between(shiftDate(one, days), shiftDate(other, days))).toBe(between(one, other));
      }),
    );
  });

  it('keeps time and zone of a date and time', () => expect(shiftDate('20240101123000.5+0800', -1)).toBe('20231231123000.5+0800'));
  it('reads the retired form', () => expect(shiftDate('1994.11.05', 1)).toBe('19941106'));
  it.each(['', '2024', '20240230', '19941305', 'yesterday'])('has no date in %p', (text) => expect(shiftDate(text, -5)).toBeNull());
});

function between(one: string | null, other: string | null): number {
  const time = (text: string | null): number => Date.UTC(Number(text?.slice(0, 4)), Number(text?.slice(4, 6)) - 1, Number(text?.slice(6)));
  return (time(other) - time(one)) / 86_400_000;
}
