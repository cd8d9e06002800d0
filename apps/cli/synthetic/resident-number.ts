/** What a resident identity number says. `order` is the sequence within district and day; its parity gives the sex. */
export interface ResidentNumberParts {
  /** Six digits (GB/T 2260). */
  readonly region: string;
  /** YYYYMMDD. */
  readonly birthDate: string;
  readonly sex: 'M' | 'F';
  /** 0 to 499. */
  readonly order: number;
}

/** An 18-character resident identity number (GB 11643-1999): region, birth date, sequence (odd for men), check character. */
export function residentNumber({ region, birthDate, sex, order }: ResidentNumberParts): string {
  if (!/^\d{6}$/.test(region) || !/^\d{8}$/.test(birthDate)) throw new RangeError('region takes six digits, birth date eight');
  if (!Number.isInteger(order) || order < 0 || order > 499) throw new RangeError('order runs from 0 to 499');
  const sequence = String(order * 2 + (sex === 'M' ? 1 : 0)).padStart(3, '0');
  const body = region + birthDate + sequence;
  return body + checkCharacter(body);
}

/**
 * The check character of 17 digits by ISO 7064 MOD 11-2: `0`-`9`, or `X` for ten.
 * @throws RangeError unless given exactly 17 digits
 */
export function checkCharacter(body: string): string {
  if (!/^\d{17}$/.test(body)) throw new RangeError('a resident number has 17 digits before its check character');
  const remainder = [...body].reduce((sum, digit) => ((sum + Number(digit)) * 2) % 11, 0);
  const check = (12 - remainder) % 11;
  return check === 10 ? 'X' : String(check);
}

/**
 * A district that exists in no edition of GB/T 2260, within a province that does: programs that check the province accept it, and no
 * resident can hold the number. Prefectures run to 53 and counties to 90 within them; `99` with `70` and above was never given.
 */
export const unassignedRegion = (province: string, choice: number): string => `${province}99${70 + (choice % 30)}`;
