/** A calendar day in China, `YYYY-MM-DD`. Text that sorts as the days do, so `<` and `===` compare. */
export type LegalDate = `${number}-${number}-${number}`;

/**
 * Time that legal clocks run on. It is wall time, unless the data folder was created as a simulation. Everything that a
 * simulation issues must say so.
 */
export interface LegalClock {
  readonly simulated: boolean;
  now(): Promise<Date>;
}

/** China keeps UTC+8 all year, in all provinces. */
const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const FORM = /^[12]\d{3}-\d\d-\d\d$/;
const FIRST_DAY = Date.UTC(1000, 0, 1) / DAY_MS;
const LAST_DAY = Date.UTC(2999, 11, 31) / DAY_MS;

/** The day in China that an instant falls in. Throws RangeError outside the years 1000–2999. */
export const legalDateOf = (instant: Date): LegalDate => dateOfDay(Math.floor((instant.getTime() + OFFSET_MS) / DAY_MS));

/** Whether the text names a day that exists: `2027-02-29` does not. */
export const isLegalDate = (value: unknown): value is LegalDate => typeof value === 'string' && readDay(value) !== undefined;

/** The first instant of the day. */
export const startOf = (date: LegalDate): Date => new Date(dayOf(date) * DAY_MS - OFFSET_MS);

/** The last millisecond of the day: a limit of N working days ends when its last day ends (Civil Code 民法典 art. 203). */
export const endOf = (date: LegalDate): Date => new Date((dayOf(date) + 1) * DAY_MS - OFFSET_MS - 1);

/** Negative, zero or positive, as `Array.sort` wants it. */
export const compareDates = (a: LegalDate, b: LegalDate): number => dayOf(a) - dayOf(b);

/** How many days lie from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: LegalDate, to: LegalDate): number => dayOf(to) - dayOf(from);

export const addDays = (date: LegalDate, days: number): LegalDate => {
  if (!Number.isSafeInteger(days)) throw new RangeError(`not a whole number of days: ${days}`);
  return dateOfDay(dayOf(date) + days);
};

/** The same day of a later or earlier month, or that month's last day where it has no such day (Civil Code art. 202). */
export const addMonths = (date: LegalDate, months: number): LegalDate => {
  if (!Number.isSafeInteger(months)) throw new RangeError(`not a whole number of months: ${months}`);
  const at = new Date(dayOf(date) * DAY_MS);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return dateOfDay(Date.UTC(year, month, Math.min(at.getUTCDate(), lastDay)) / DAY_MS);
};

/** 0 is Sunday, 6 Saturday. */
export const weekdayOf = (date: LegalDate): number => (((dayOf(date) + 4) % 7) + 7) % 7;

export const yearOf = (date: LegalDate): number => Number(date.slice(0, 4));

/** Days since 1 January 1970. */
function dayOf(date: LegalDate): number {
  const day = readDay(date);
  if (day === undefined) throw new RangeError('not a date of the form YYYY-MM-DD');
  return day;
}

/** By arithmetic and not by `Date.parse`: calendars count day by day, and 31 April is to be told from 1 May. */
function readDay(text: string): number | undefined {
  if (!FORM.test(text)) return undefined;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

function dateOfDay(day: number): LegalDate {
  if (!(day >= FIRST_DAY && day <= LAST_DAY)) throw new RangeError('outside the years 1000 to 2999');
  return new Date(day * DAY_MS).toISOString().slice(0, 10) as LegalDate;
}
