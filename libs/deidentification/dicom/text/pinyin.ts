import { pinyin } from 'pinyin-pro';
import { SURNAME_CHARACTERS, COMPOUND_SURNAMES } from './chinese-names';

const readings = new Map<string, readonly string[]>();
const MOST_REMEMBERED = 20_000;
/** A name of more readings than these is searched for in its first ones. */
const MOST_COMBINATIONS = 8;
const LONGEST_NAME_CHARACTERS = 4;
const HAN = /\p{Script=Han}/u;

/** How a Chinese character may be read, without tones; ü in the ways in which passports and forms write it. */
export function readingsOfCharacter(character: string): readonly string[] {
  const known = readings.get(character);
  if (known) return known;
  const read = pinyin(character, { multiple: true, toneType: 'none', type: 'array', nonZh: 'removed' });
  const surname = pinyin(character, { toneType: 'none', type: 'array', surname: 'all', nonZh: 'removed' });
  const spelt = [...new Set([...surname, ...read])].flatMap((each) =>
    each.includes('ü') ? [each.replace('ü', 'u'), each.replace('ü', 'v'), each.replace('ü', 'yu')] : [each],
  );
  if (readings.size >= MOST_REMEMBERED) readings.clear();
  readings.set(character, spelt);
  return spelt;
}

/** A Chinese name without a separator, taken apart: surnames of two characters are few. */
export function splitChineseName(name: string): readonly [family: string, given: string] {
  const characters = [...name];
  const length = COMPOUND_SURNAMES.has(characters.slice(0, 2).join('')) && characters.length > 2 ? 2 : 1;
  return [characters.slice(0, length).join(''), characters.slice(length).join('')];
}

/** The readings of each character in a row, combined: 单^国强 is `shan guo qiang` and `dan guo qiang`. */
export function romanised(name: string): readonly (readonly string[])[] {
  let combined: (readonly string[])[] = [[]];
  for (const character of name) {
    const read = HAN.test(character) ? readingsOfCharacter(character) : [];
    if (read.length === 0) return [];
    combined = combined.flatMap((before) => read.map((reading) => [...before, reading])).slice(0, MOST_COMBINATIONS);
  }
  return combined;
}

/**
 * Where Chinese characters of a text are read as one of the `letters` (a whole name in pinyin without spaces). Two characters count only
 * where the first is a surname: many a word is read like a short name.
 */
export function findReadAs(text: string, letters: readonly string[]): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (let start = 0; start < text.length; start += 1) {
    if (!HAN.test(text.charAt(start))) continue;
    for (const wanted of letters) {
      const end = readUntil(text, start, wanted, 0);
      if (end === null) continue;
      const characters = end - start;
      if (characters > 2 || (characters === 2 && SURNAME_CHARACTERS.has(text.charAt(start)))) found.push({ start, end });
    }
  }
  return found;
}

/** Where the characters from `at` have been read as all of `rest`, or null. */
function readUntil(text: string, at: number, rest: string, depth: number): number | null {
  if (rest === '') return at;
  if (depth >= LONGEST_NAME_CHARACTERS) return null;
  const character = text.charAt(at);
  if (/[\s·.-]/.test(character) && depth > 0) return readUntil(text, at + 1, rest, depth);
  if (!HAN.test(character)) return null;
  for (const reading of readingsOfCharacter(character)) {
    if (!rest.startsWith(reading)) continue;
    const end = readUntil(text, at + 1, rest.slice(reading.length), depth + 1);
    if (end !== null) return end;
  }
  return null;
}
