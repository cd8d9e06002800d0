import { type CharacterSet } from './character-set';

/** Characters that a value may have (PS3.5 table 6.2-1). */
const MOST_CHARACTERS: Readonly<Record<string, number>> = { LO: 64, LT: 10_240, SH: 16, ST: 1024 };

/**
 * Whether each value is as short as its representation asks. What masks a name of two characters is longer than the name. Where no character
 * set is declared readers count bytes.
 */
export function fitsRepresentation(bytes: Buffer, vr: string, characterSet: CharacterSet): boolean {
  const most = MOST_CHARACTERS[vr];
  if (most === undefined || bytes.length <= most) return true;
  const text = characterSet.name === '' ? bytes.toString('latin1') : characterSet.decode(bytes).text;
  const values = vr === 'LO' || vr === 'SH' ? text.split('\\') : [text];
  return values.every((value) => [...value.replace(/[\s\0]+$/, '')].length <= most);
}
