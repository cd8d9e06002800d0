import published from 'chinese-days/dist/chinese-days.json';
import { type Bilingual } from './bilingual';
import { isLegalDate, yearOf, type LegalDate } from './legal-date';

/**
 * A year as the State Council's notice of the autumn before arranges it: weekdays and weekend days that are free, and weekend days that
 * are worked to make up (调休). Days of either list may lie in the December before.
 */
export interface OfficialYear {
  readonly year: number;
  readonly free: Readonly<Record<LegalDate, Bilingual>>;
  readonly working: Readonly<Record<LegalDate, Bilingual>>;
}

/** The years whose notice the installed chinese-days knows. */
export const publishedYears = (): OfficialYear[] => {
  const free = datesOf(published.holidays);
  const working = datesOf(published.workdays);
  // A year counts by its National Day: a day or two of it alone may have come with the notice of the year after or before.
  const years = free.filter(([date]) => date.endsWith('-10-01')).map(([date]) => yearOf(date));
  const within = (year: number, days: [LegalDate, Bilingual][]) => Object.fromEntries(days.filter(([date]) => yearOf(date) === year));
  return years.sort((a, b) => a - b).map((year) => ({ year, free: within(year, free), working: within(year, working) }));
};

function datesOf(days: Readonly<Record<string, string>>): [LegalDate, Bilingual][] {
  return Object.entries(days).map(([date, text]) => {
    const [en, zh] = text.split(',');
    if (!isLegalDate(date) || !en || !zh) throw new Error(`chinese-days: unreadable entry ${date}: ${text}`);
    return [date, { zh, en }];
  });
}
