import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { addDays, legalDateOf, weekdayOf, type LegalDate } from './legal-date';
import { publishedYears, type OfficialYear } from './official-holidays';
import { stateCouncilCalendar, workingCalendar } from './working-calendar';

const calendar = stateCouncilCalendar();
const until2026 = workingCalendar(publishedYears().filter(({ year }) => year <= 2026));
const dates = fc.date({ min: new Date('2005-01-02'), max: new Date('2090-01-01'), noInvalidDate: true }).map(legalDateOf);

const bridge = { zh: '元旦', en: "New Year's Day" };
const notice2027: OfficialYear = {
  year: 2027,
  free: { '2026-12-31': bridge, '2027-01-01': bridge },
  working: { '2027-01-02': bridge },
};

describe('the official calendar of 2026', () => {
  it.each<[LegalDate, boolean, string?]>([
    ['2026-01-02', false, '元旦'], // a Friday, freed
    ['2026-01-04', true, '元旦'], // the Sunday that makes up for it
    ['2026-02-14', true, '春节'],
    ['2026-02-15', false, '春节'],
    ['2026-02-23', false, '春节'],
    ['2026-02-24', true, undefined],
    ['2026-09-20', true, '国庆节'],
    ['2026-10-10', true, '国庆节'],
    ['2026-11-21', false, undefined], // Saturday
    ['2026-11-23', true, undefined],
  ])('%s: working %s (%s)', (date, working, name) => {
    const kind = until2026.dayKind(date);
    expect([kind.working, kind.provisional, kind.name?.zh]).toEqual([working, false, name]);
  });

  it('has 248 working days', () => expect(until2026.workingDaysBetween('2025-12-31', '2026-12-31')).toBe(248));

  it('counts from the day after, over holidays and make-up days', () => {
    expect(until2026.addWorkingDays('2026-02-13', 3)).toEqual({ date: '2026-02-25', provisional: false }); // 14, 24, 25 February
    expect(until2026.addWorkingDays('2026-09-30', 5)).toEqual({ date: '2026-10-13', provisional: false }); // 8, 9, 10, 12, 13 October
    expect(until2026.addWorkingDays('2026-05-01', 0)).toEqual({ date: '2026-05-01', provisional: false });
    expect(until2026.workingDayFrom('2026-05-01')).toEqual({ date: '2026-05-06', provisional: false });
    expect(until2026.workingDayFrom('2026-05-06').date).toBe('2026-05-06');
  });
});

describe('a year without a notice', () => {
  it('keeps 1 January 2027 free, where the library itself calls it a working day', () => {
    expect(until2026.officialYears).not.toContain(2027);
    expect(until2026.dayKind('2027-01-01')).toEqual({ working: false, provisional: true, name: bridge });
    expect(until2026.addWorkingDays('2026-12-31', 1)).toEqual({ date: '2027-01-04', provisional: true });
  });

  it('keeps the lunar holidays free and its weekends too', () => {
    const free: LegalDate[] = ['2027-02-05', '2027-02-08', '2027-04-05', '2027-06-09', '2027-09-15', '2027-10-01', '2027-11-20'];
    for (const date of free) expect(until2026.dayKind(date)).toMatchObject({ working: false, provisional: true });
    for (const date of ['2027-02-04', '2027-02-09', '2027-06-10'] as const)
      expect(until2026.dayKind(date)).toEqual({ working: true, provisional: true });
  });

  it('makes the last week of the year before provisional, since its notice may reach back', () => {
    expect(until2026.dayKind('2026-12-24').provisional).toBe(false);
    expect(until2026.dayKind('2026-12-25').provisional).toBe(true);
    expect(workingCalendar([...publishedYears(), notice2027]).dayKind('2026-12-31')).toEqual({
      working: false,
      provisional: false,
      name: bridge,
    });
  });

  it('is settled by its notice, under a version of its own', () => {
    const settled = workingCalendar([...publishedYears().filter(({ year }) => year <= 2026), notice2027]);
    expect(settled.addWorkingDays('2026-12-30', 1)).toEqual({ date: '2027-01-02', provisional: false });
    expect(settled.version).toMatch(/^cn-2027-[0-9a-f]{12}$/);
    expect(until2026.version).toMatch(/^cn-2026-[0-9a-f]{12}$/);
    expect(workingCalendar(publishedYears().filter(({ year }) => year <= 2026)).version).toBe(until2026.version);
  });
});

describe('counting', () => {
  const counts = fc.integer({ min: 0, max: 300 });

  it('there and back agrees', () => {
    fc.assert(
      fc.property(dates, counts, (date, days) => {
        const due = calendar.addWorkingDays(date, days).date;
        expect(calendar.workingDaysBetween(date, due)).toBe(days);
        if (days > 0) expect(calendar.dayKind(due).working).toBe(true);
      }),
    );
  });

  it('goes on where it stopped', () => {
    fc.assert(
      fc.property(dates, counts, counts, (date, first, second) => {
        const halfway = calendar.addWorkingDays(date, first).date;
        expect(calendar.addWorkingDays(halfway, second).date).toBe(calendar.addWorkingDays(date, first + second).date);
      }),
    );
  });

  it('between two days is additive and antisymmetric', () => {
    const near = fc.integer({ min: -200, max: 200 });
    fc.assert(
      fc.property(dates, near, near, (a, toB, toC) => {
        const [b, c] = [addDays(a, toB), addDays(a, toC)];
        expect(calendar.workingDaysBetween(a, b) + calendar.workingDaysBetween(b, c)).toBe(calendar.workingDaysBetween(a, c));
        expect(calendar.workingDaysBetween(b, a) + calendar.workingDaysBetween(a, b)).toBe(0);
      }),
    );
  });

  it('never waits longer than ten days for a working day, and the weekend works only to make up', () => {
    fc.assert(
      fc.property(dates, (date) => {
        const { date: next } = calendar.workingDayFrom(date);
        expect(next >= date && next <= addDays(date, 10)).toBe(true);
        const kind = calendar.dayKind(date);
        if (kind.working && weekdayOf(date) % 6 === 0) expect(kind.name).toBeDefined();
      }),
    );
  });

  it('refuses counts without end and years that it cannot know', () => {
    for (const days of [-1, 0.5, Number.NaN, 10_001]) expect(() => calendar.addWorkingDays('2026-01-01', days)).toThrow(RangeError);
    expect(() => calendar.dayKind('2003-12-24')).toThrow(RangeError);
    expect(() => calendar.dayKind('2100-01-01')).toThrow(RangeError);
  });

  it('does not depend on the time zone of the process', () => {
    const script = `
      const { getYearLeapMonth, monthDays } = require('chinese-days');
      console.log(JSON.stringify([2027, 2028].map((year) => [getYearLeapMonth(year), Array.from({ length: 12 }, (_, m) => monthDays(year, m + 1))])));`;
    const inZone = (zone: string) =>
      execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env: { ...process.env, TZ: zone } });
    expect(inZone('America/Los_Angeles')).toBe(inZone('Asia/Shanghai'));
  });
});
