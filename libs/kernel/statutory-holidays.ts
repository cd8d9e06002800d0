import { type Bilingual } from './bilingual';
import { addDays, type LegalDate } from './legal-date';
import { lunarDay } from './lunar-calendar';

/** The years from which the Regulation below holds, and up to which the lunar calendar and Qingming are known here. */
export const STATUTORY_YEARS = { first: 2025, last: 2099 } as const;

const NAMES = {
  newYear: { zh: '元旦', en: "New Year's Day" },
  springFestival: { zh: '春节', en: 'Spring Festival' },
  qingming: { zh: '清明节', en: 'Qingming Festival' },
  labourDay: { zh: '劳动节', en: 'Labour Day' },
  dragonBoat: { zh: '端午节', en: 'Dragon Boat Festival' },
  midAutumn: { zh: '中秋节', en: 'Mid-Autumn Festival' },
  nationalDay: { zh: '国庆节', en: 'National Day' },
} as const satisfies Record<string, Bilingual>;

/**
 * The holidays of all citizens in a year by the Regulation on Public Holidays 全国年节及纪念日放假办法, as amended on 10 November
 * 2024, art. 2: 13 days, fewer where two fall together. The make-up for a holiday on a weekend (art. 6) and every bridge are left to the
 * State Council's yearly notice, so they are not here. Throws RangeError outside `STATUTORY_YEARS`.
 */
export const statutoryHolidays = (year: number): ReadonlyMap<LegalDate, Bilingual> => {
  if (year < STATUTORY_YEARS.first || year > STATUTORY_YEARS.last) throw new RangeError(`no statutory holidays known for ${year}`);
  const newYearsEve = addDays(lunarDay(year, 1, 1), -1);
  return new Map<LegalDate, Bilingual>([
    [`${year}-01-01`, NAMES.newYear],
    ...run(newYearsEve, 4, NAMES.springFestival),
    [qingming(year), NAMES.qingming],
    ...run(`${year}-05-01`, 2, NAMES.labourDay),
    [lunarDay(year, 5, 5), NAMES.dragonBoat],
    [lunarDay(year, 8, 15), NAMES.midAutumn],
    ...run(`${year}-10-01`, 3, NAMES.nationalDay),
  ]);
};

function run(first: LegalDate, days: number, name: Bilingual): [LegalDate, Bilingual][] {
  return Array.from({ length: days }, (_, offset) => [addDays(first, offset), name]);
}

/** The day in April on which the sun reaches 15° of longitude, by the interpolation that holds for the years 2000–2099. */
function qingming(year: number): LegalDate {
  const inCentury = year % 100;
  const day = Math.floor(inCentury * 0.2422 + 4.81) - Math.floor(inCentury / 4);
  return `${year}-04-0${day}` as LegalDate;
}
