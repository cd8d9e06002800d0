import iconv from 'iconv-lite';

/** Defined terms of Specific Character Set (PS3.3 C.12.1.1.2), each without code extensions. */
export type CharacterSet = 'ISO_IR 100' | 'GB18030' | 'ISO_IR 192';

const encodings: Record<CharacterSet, string> = { 'ISO_IR 100': 'latin1', GB18030: 'gb18030', 'ISO_IR 192': 'utf8' };

/**
 * Text in a character set.
 * @throws RangeError where the set lacks a character: a question mark in its place would be a planted value that is not there
 */
export function encodeText(text: string, characterSet: CharacterSet): Buffer {
  const bytes = iconv.encode(text, encodings[characterSet]);
  if (iconv.decode(bytes, encodings[characterSet]) !== text) throw new RangeError(`${characterSet} lacks a character of the text`);
  return bytes;
}
