const DAY_MS = 86_400_000;

/**
 * A DA, or the date in a DT, moved by whole days; time and zone stay. Null where the value is no date: then nothing of it may stay.
 * DA: YYYYMMDD, or the retired YYYY.MM.DD. DT: a year or a month alone can't be moved by days and becomes null too.
 */
export function shiftDate(value: string, days: number): string | null {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})(\d*(?:\.\d+)?(?:[+-]\d{4})?)$/.exec(value.trim());
  if (!match) return null;
  const [, year, month, day, rest] = match;
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(time);
  if (date.getUTCDate() !== Number(day) || date.getUTCMonth() !== Number(month) - 1) return null;
  const moved = new Date(time + days * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  return `${moved}${rest ?? ''}`;
}
