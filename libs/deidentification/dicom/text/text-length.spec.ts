import { characterSetOf } from './character-set';
import { fitsRepresentation } from './text-length';

const undeclared = characterSetOf([]);
const unicode = characterSetOf(['ISO_IR 192']);

it.each([
  ['sixteen characters of a short string', '123456789 123456', 'SH', undeclared, true],
  ['one more', '123456789 1234567', 'SH', undeclared, false],
  ['padding', '123456789 123456  ', 'SH', undeclared, true],
  ['characters of three bytes', '胸部 *** 平扫', 'SH', unicode, true],
  ['the same where none is declared', '胸部 *** 平扫', 'SH', undeclared, false],
  ['each of several values', '123456789 123\\123456789 123', 'SH', undeclared, true],
  ['a text without limit', 'x'.repeat(20_000), 'UT', undeclared, true],
])('%s', (_name, text, vr, characterSet, expected) => expect(fitsRepresentation(Buffer.from(text), vr, characterSet)).toBe(expected));
