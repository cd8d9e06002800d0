const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const DIGITS = '〇一二三四五六七八九';

/** A date of birth in the ways in which people write it, without what stands between its parts; none for what is no date. */
export function birthDateForms(value: string): string[] {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(value.trim());
  if (!match) return [];
  const [, year = '', month = '', day = ''] = match;
  const [m, d, yy] = [String(Number(month)), String(Number(day)), year.slice(2)];
  const name = MONTHS[Number(month) - 1] ?? '';
  const numbers = [year, yy].flatMap((y) => [y + month + day, day + month + y, month + day + y]);
  const unpadded = [year + m + d, d + m + year, m + d + year, d + month + year, month + d + year, day + m + year, m + day + year];
  const months = [name, name.slice(0, 3)].flatMap((text) =>
    [year, yy].flatMap((y) => [d + text + y, day + text + y, text + d + y, text + day + y, y + text + day, `${text}${d}th${y}`]),
  );
  const chinese = [year, yy].flatMap((y) => [`${y}年${m}月${d}`, `${y}年${month}月${day}`, `${inWords(y)}年${number(m)}月${number(d)}`]);
  return [...new Set([...numbers, ...unpadded, ...(name ? months : []), ...chinese, `${year}年${m}月`, `${year}年${month}月`])];
}

/** Digit by digit, as years are read. */
const inWords = (digits: string): string => [...digits].map((digit) => DIGITS.charAt(Number(digit))).join('');

/** 1 to 31 in Chinese. */
function number(digits: string): string {
  const value = Number(digits);
  const [tens, ones] = [Math.floor(value / 10), value % 10];
  const head = tens === 0 ? '' : tens === 1 ? '十' : `${DIGITS.charAt(tens)}十`;
  return head + (ones === 0 ? '' : DIGITS.charAt(ones));
}
