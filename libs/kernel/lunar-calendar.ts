import { getYearLeapMonth, monthDays } from 'chinese-days';
import { addDays, type LegalDate } from './legal-date';

/** The first day of lunar year 1900, where the table of month lengths begins. */
const EPOCH: LegalDate = '1900-01-31';
const FIRST_YEAR = 1900;
const LAST_YEAR = 2099;

/**
 * The day on which a day of the lunar year falls; a leap month is passed over. Counted from the lengths of the months alone:
 * the library's own conversion goes through the process's time zone and is a day out west of Greenwich.
 * Throws RangeError outside the lunar years 1900–2099.
 */
export const lunarDay = (year: number, month: number, day: number): LegalDate => {
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) throw new RangeError(`no lunar calendar for ${year}`);
  let days = day - 1;
  for (let earlier = FIRST_YEAR; earlier < year; earlier += 1) days += daysBefore(earlier, 13);
  return addDays(EPOCH, days + daysBefore(year, month));
};

function daysBefore(year: number, month: number): number {
  const leap = getYearLeapMonth(year);
  let days = leap.leapMonth !== undefined && leap.leapMonth < month ? leap.days : 0;
  for (let earlier = 1; earlier < month; earlier += 1) days += monthDays(year, earlier);
  return days;
}
