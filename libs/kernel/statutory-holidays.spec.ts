import { addDays, startOf, type LegalDate } from './legal-date';
import { lunarDay } from './lunar-calendar';
import { publishedYears } from './official-holidays';
import { STATUTORY_YEARS, statutoryHolidays } from './statutory-holidays';

const years = Array.from({ length: STATUTORY_YEARS.last - STATUTORY_YEARS.first + 1 }, (_, index) => STATUTORY_YEARS.first + index);

describe('the lunar calendar', () => {
  // ICU computes new moons roughly; in these two years one falls within minutes of midnight in Beijing and it takes the other day.
  const icuIsOut = new Set<LegalDate>(['2027-02-06', '2030-02-03']);

  it("agrees with ICU's on every festival of the century", () => {
    const icu = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'UTC', month: 'numeric', day: 'numeric' });
    for (const year of years)
      for (const [month, day] of [
        [1, 1],
        [5, 5],
        [8, 15],
      ] as const) {
        const date = lunarDay(year, month, day);
        if (!icuIsOut.has(date)) expect([date, icu.format(new Date(date))]).toEqual([date, `${month}/${day}`]);
      }
  });

  it('gives the days that the Hong Kong Observatory publishes', () => {
    expect([2025, 2026, 2027, 2028, 2030].map((year) => lunarDay(year, 1, 1))).toEqual([
      '2025-01-29',
      '2026-02-17',
      '2027-02-06',
      '2028-01-26',
      '2030-02-03',
    ]);
  });

  it('passes over a leap month: 2025 has two sixth months', () => {
    expect(lunarDay(2025, 6, 1)).toBe('2025-06-25');
    expect(lunarDay(2025, 7, 1)).toBe('2025-08-23');
  });

  it('ends where its table does', () => expect(() => lunarDay(2100, 1, 1)).toThrow(RangeError));
});

describe('the statutory holidays', () => {
  it('of 2027 are the thirteen of the Regulation', () => {
    expect([...statutoryHolidays(2027).keys()].sort()).toEqual([
      '2027-01-01',
      '2027-02-05',
      '2027-02-06',
      '2027-02-07',
      '2027-02-08',
      '2027-04-05',
      '2027-05-01',
      '2027-05-02',
      '2027-06-09',
      '2027-09-15',
      '2027-10-01',
      '2027-10-02',
      '2027-10-03',
    ]);
  });

  it('are thirteen a year, or one less where Mid-Autumn meets National Day', () => {
    for (const year of years) {
      const festive = [0, 1, 2].map((offset) => addDays(`${year}-10-01`, offset)).includes(lunarDay(year, 8, 15));
      expect([year, statutoryHolidays(year).size]).toEqual([year, festive ? 12 : 13]);
    }
  });

  it('are all free in every year whose notice is out since the Regulation changed', () => {
    const since = publishedYears().filter(({ year }) => year >= STATUTORY_YEARS.first);
    expect(since.length).toBeGreaterThan(0);
    for (const { year, free } of since) for (const date of statutoryHolidays(year).keys()) expect(Object.keys(free)).toContain(date);
  });

  it('have Qingming on the day on which the sun reaches 15°', () => {
    for (const year of years) {
      const date = [...statutoryHolidays(year)].find(([, name]) => name.zh === '清明节')?.[0] as LegalDate;
      expect([date, sunLongitude(startOf(date)) < 15, sunLongitude(startOf(addDays(date, 1))) >= 15]).toEqual([date, true, true]);
    }
  });
});

/** Apparent longitude of the sun in degrees, good to a few hundredths (Meeus, Astronomical Algorithms, ch. 25, lower accuracy). */
function sunLongitude(instant: Date): number {
  const dynamicalTime = instant.getTime() / 86_400_000 + 75 / 86_400; // some 75 s ahead of UTC in these decades
  const centuries = (dynamicalTime + 2_440_587.5 - 2_451_545) / 36_525;
  const radians = Math.PI / 180;
  const mean = 280.46646 + 36_000.76983 * centuries + 0.0003032 * centuries ** 2;
  const anomaly = (357.52911 + 35_999.05029 * centuries) * radians;
  const centre =
    (1.914602 - 0.004817 * centuries) * Math.sin(anomaly) + 0.019993 * Math.sin(2 * anomaly) + 0.000289 * Math.sin(3 * anomaly);
  const apparent = mean + centre - 0.00569 - 0.00478 * Math.sin((125.04 - 1934.136 * centuries) * radians);
  return ((apparent % 360) + 360) % 360;
}
