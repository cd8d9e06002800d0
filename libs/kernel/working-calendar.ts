import { type Bilingual } from './bilingual';
import { canonicalJson } from './canonical-json';
import { addDays, weekdayOf, yearOf, type LegalDate } from './legal-date';
import { publishedYears, type OfficialYear } from './official-holidays';
import { sha256Hex } from './sha256';
import { statutoryHolidays } from './statutory-holidays';

export interface DayKind {
  readonly working: boolean;
  /** The State Council's notice that will settle this day is not known yet. */
  readonly provisional: boolean;
  /** The holiday, or on a make-up working day the holiday that it makes up for. */
  readonly name?: Bilingual;
}

/** A day that was counted out; provisional if a day on the way was, so that it is to be counted again when the calendar comes. */
export interface CountedDate {
  readonly date: LegalDate;
  readonly provisional: boolean;
}

/** Working days 工作日 in China. The same version gives the same answers; every method throws RangeError for a year that it cannot know. */
export interface WorkingCalendar {
  readonly version: string;
  readonly officialYears: readonly number[];
  dayKind(date: LegalDate): DayKind;
  /** The n-th working day after `date`, which itself does not count (Civil Code 民法典 art. 201); `date` for 0. At most 10,000. */
  addWorkingDays(date: LegalDate, days: number): CountedDate;
  /** How many working days lie after `from` up to and with `to`; the same negated when `to` is the earlier. */
  workingDaysBetween(from: LegalDate, to: LegalDate): number;
  /** `date` if it is a working day, else the first after it: where a term in days or months ends on a holiday (Civil Code art. 203). */
  workingDayFrom(date: LegalDate): CountedDate;
}

const COUNT_LIMIT = 10_000;

/** Part of the version: raise it when the rule for years without a notice changes. */
const RULE = 'statutory-2024.1';

/**
 * A calendar from the years that are official. Any other year has its weekends and statutory holidays free, provisionally, and so may
 * get a due date that is too early or too late by the bridges and make-up days of the notice to come.
 */
export const workingCalendar = (years: readonly OfficialYear[]): WorkingCalendar => {
  const dayKind = dayKindsOf(years);
  const addWorkingDays = (from: LegalDate, wanted: number): CountedDate => {
    if (!Number.isInteger(wanted) || wanted < 0 || wanted > COUNT_LIMIT) throw new RangeError(`not a count of working days: ${wanted}`);
    let [date, counted, provisional] = [from, 0, false];
    while (counted < wanted) {
      date = addDays(date, 1);
      const kind = dayKind(date);
      if (kind.working) counted += 1;
      provisional ||= kind.provisional;
    }
    return { date, provisional };
  };
  const workingDaysBetween = (from: LegalDate, to: LegalDate): number => {
    if (to < from) return 0 - workingDaysBetween(to, from);
    let counted = 0;
    for (let date = from; date < to;) {
      date = addDays(date, 1);
      if (dayKind(date).working) counted += 1;
    }
    return counted;
  };
  return {
    version: versionOf(years),
    officialYears: years.map(({ year }) => year),
    dayKind,
    addWorkingDays,
    workingDaysBetween,
    workingDayFrom: (date) => addWorkingDays(addDays(date, -1), 1),
  };
};

let fromPackage: WorkingCalendar | undefined;

/** The calendar of the notices that the installed chinese-days knows. */
export const stateCouncilCalendar = (): WorkingCalendar => (fromPackage ??= workingCalendar(publishedYears()));

function dayKindsOf(years: readonly OfficialYear[]): (date: LegalDate) => DayKind {
  const official = new Set(years.map(({ year }) => year));
  const free = new Map(years.flatMap((year) => entriesOf(year.free)));
  const makeUp = new Map(years.flatMap((year) => entriesOf(year.working)));
  const statutory = new Map<number, ReadonlyMap<LegalDate, Bilingual>>();

  const holidayOf = (date: LegalDate): Bilingual | undefined => {
    const year = yearOf(date);
    if (official.has(year)) return free.get(date);
    if (!statutory.has(year)) statutory.set(year, statutoryHolidays(year));
    return free.get(date) ?? statutory.get(year)?.get(date);
  };
  return (date) => {
    const provisional = !official.has(yearOf(date)) || (date.slice(5) >= NEXT_NOTICE_REACHES_BACK_TO && !official.has(yearOf(date) + 1));
    const madeUpFor = makeUp.get(date);
    if (madeUpFor) return { working: true, provisional, name: madeUpFor };
    const holiday = holidayOf(date);
    if (holiday) return { working: false, provisional, name: holiday };
    return { working: weekdayOf(date) % 6 !== 0, provisional };
  };
}

/** A notice may move days of the December before: that for 2019 worked 29 December 2018 and freed the 30th. */
const NEXT_NOTICE_REACHES_BACK_TO = '12-25';

function entriesOf(days: Readonly<Record<LegalDate, Bilingual>>): [LegalDate, Bilingual][] {
  return Object.entries(days) as [LegalDate, Bilingual][];
}

/** `cn-2026-<12 hex digits of the digest of rule and data>`: two calendars that differ in a day never share a version. */
function versionOf(years: readonly OfficialYear[]): string {
  const newest = Math.max(0, ...years.map(({ year }) => year));
  return `cn-${newest}-${sha256Hex(canonicalJson({ rule: RULE, years })).slice(0, 12)}`;
}
