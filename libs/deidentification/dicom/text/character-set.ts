import { ASCII, BY_ESCAPE, CODE_ELEMENTS, decodeWith, type CodeElement } from './code-element';

/** One character, the bytes it was written with, and the set that must be designated for them to mean it. */
export interface Character {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly element: CodeElement | null;
}

export interface DecodedText {
  readonly characters: readonly Character[];
  readonly text: string;
  /** False where bytes meant nothing in the character set; each stands as U+FFFD. */
  readonly complete: boolean;
}

export interface CharacterSet {
  readonly name: string;
  decode(bytes: Uint8Array): DecodedText;
}

const REPLACEMENT = '\ufffd';
const ESC = 0x1b;
/** After these both areas fall back to the first declared set (PS3.5 section 6.1.2.5.3); ^ and = end a component of a name. */
const RESETS = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x5c, 0x5e, 0x3d]);

/** The set that the values of Specific Character Set (0008,0005) declare. Unknown terms count as the default repertoire. */
export function characterSetOf(terms: readonly string[]): CharacterSet {
  const key = terms.join('\\');
  const known = sets.get(key);
  if (known) return known;
  const made = makeCharacterSet(terms);
  if (sets.size >= MOST_SETS) sets.clear();
  sets.set(key, made);
  return made;
}

const sets = new Map<string, CharacterSet>();
/** Files declare some dozens of combinations; hostile ones any. */
const MOST_SETS = 64;

function makeCharacterSet(terms: readonly string[]): CharacterSet {
  const numbers = terms.map((term) => /^ISO[_ ](?:2022[_ ])?IR[_ ]?(\d+)$/i.exec(term.trim())?.[1] ?? term.trim().toUpperCase());
  const first = numbers[0] ?? '';
  if (first === '192' || first === 'UTF-8' || first === 'UTF8') return UTF_8;
  if (first === 'GB18030' || first === 'GBK' || first === 'GB2312') return GB18030;
  const declared = numbers.flatMap((number) => CODE_ELEMENTS[number] ?? []);
  const initial = CODE_ELEMENTS[first] ?? [ASCII];
  return declared.length === 0 ? DEFAULT_REPERTOIRE : iso2022(terms.join('\\'), initial, declared);
}

const joinCharacters = (characters: readonly Character[], complete: boolean): DecodedText => ({
  characters,
  text: characters.map((character) => character.text).join(''),
  complete,
});

function variableWidth(name: string, label: string, lengthAt: (bytes: Uint8Array, index: number) => number): CharacterSet {
  return {
    name,
    decode(bytes) {
      const characters: Character[] = [];
      let complete = true;
      for (let index = 0; index < bytes.length;) {
        const length = lengthAt(bytes, index);
        const own = bytes.subarray(index, index + length);
        const text = length === 1 && (own[0] ?? 0) < 0x80 ? String.fromCharCode(own[0] ?? 0) : decodeWith(label, own);
        complete &&= text !== null;
        const taken = text === null ? bytes.subarray(index, index + 1) : own;
        characters.push({ text: text ?? REPLACEMENT, bytes: taken, element: null });
        index += taken.length;
      }
      return joinCharacters(characters, complete);
    },
  };
}

const UTF_8 = variableWidth('ISO_IR 192', 'utf-8', (bytes, index) => {
  const lead = bytes[index] ?? 0;
  return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
});

const GB18030 = variableWidth('GB18030', 'gb18030', (bytes, index) => {
  if ((bytes[index] ?? 0) < 0x80) return 1;
  const second = bytes[index + 1] ?? 0;
  return second >= 0x30 && second <= 0x39 ? 4 : 2;
});

function iso2022(name: string, initial: readonly CodeElement[], declared: readonly CodeElement[]): CharacterSet {
  const initialG0 = initial.find((element) => element.area === 'G0' && element.bytesPerCharacter === 1) ?? ASCII;
  // Bytes above 0x7F without an escape are what the one declared set of that area says, whatever the rules of designation.
  const initialG1 = [...initial, ...declared].find((element) => element.area === 'G1') ?? null;
  return {
    name,
    decode(bytes) {
      const characters: Character[] = [];
      let complete = true;
      let g0 = initialG0;
      let g1 = initialG1;
      for (let index = 0; index < bytes.length;) {
        const byte = bytes[index] ?? 0;
        const escape = byte === ESC ? escapeAt(bytes, index) : undefined;
        if (escape) {
          if (escape.area === 'G0') g0 = escape;
          else g1 = escape;
          index += escape.escape.length;
          continue;
        }
        const element = byte < 0x80 ? (byte < 0x21 ? ASCII : g0) : g1;
        const own = bytes.subarray(index, index + (element?.bytesPerCharacter ?? 1));
        const text = element ? element.decode(own) : null;
        complete &&= text !== null;
        characters.push({ text: text ?? REPLACEMENT, bytes: own, element: text === null ? null : element });
        index += own.length;
        if (own.length === 1 && RESETS.has(byte)) [g0, g1] = [initialG0, initialG1];
      }
      return joinCharacters(characters, complete);
    },
  };
}

function escapeAt(bytes: Uint8Array, index: number): CodeElement | undefined {
  const text = String.fromCharCode(...bytes.subarray(index, index + 4));
  return BY_ESCAPE.get(text.slice(0, 3)) ?? BY_ESCAPE.get(text);
}

const ANY_ESCAPES = iso2022('', [ASCII], []);

/** Nothing declared: ASCII by the standard, so higher bytes are read as what such files hold in fact. */
const DEFAULT_REPERTOIRE: CharacterSet = {
  name: '',
  decode(bytes) {
    for (const candidate of [UTF_8, GB18030]) {
      const decoded = candidate.decode(bytes);
      if (decoded.complete) return decoded;
    }
    return iso2022('', CODE_ELEMENTS['100'] ?? [], []).decode(bytes);
  },
};

/**
 * The ways in which a value may have to be read: as declared, and where a wrong declaration is common (Latin 1 or ASCII over Chinese
 * bytes, GBK over UTF-8 and the reverse) also as what the bytes are valid in.
 */
export function readingsOf(bytes: Uint8Array, declared: CharacterSet): readonly DecodedText[] {
  if (bytes.length > LONGEST_REMEMBERED_BYTES) return readAnew(bytes, declared);
  const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const read = readings.get(declared) ?? new Map<string, readonly DecodedText[]>();
  readings.set(declared, read);
  const known = read.get(key);
  if (known) return known;
  // What is remembered must not hold the file that the bytes are a part of.
  const decoded = readAnew(Uint8Array.from(bytes), declared);
  if (read.size >= MOST_REMEMBERED) read.clear();
  read.set(key, decoded);
  return decoded;
}

/** The slices of a series bear the same names, and to decode one takes as long as to read a header. */
const readings = new WeakMap<CharacterSet, Map<string, readonly DecodedText[]>>();
const MOST_REMEMBERED = 256;
const LONGEST_REMEMBERED_BYTES = 512;

function readAnew(bytes: Uint8Array, declared: CharacterSet): DecodedText[] {
  const first = declared.decode(bytes);
  const candidates = bytes.some((byte) => byte >= 0x80) ? [UTF_8, GB18030] : [];
  // Escapes that nobody declared: a reader that shows them shows what they designate.
  if (bytes.includes(ESC)) candidates.push(ANY_ESCAPES);
  const others = candidates.filter((candidate) => candidate !== declared).map((candidate) => candidate.decode(bytes));
  return [first, ...others.filter((other) => other.complete && other.text !== first.text)];
}

/** Bytes of the characters, with the escapes that ISO 2022 needs; replacements are plain ASCII characters without an element. */
export function encodeCharacters(characters: readonly Character[]): Buffer {
  const parts: Uint8Array[] = [];
  let g0: CodeElement = ASCII;
  let g1: CodeElement | null = null;
  const designate = (element: CodeElement): void => {
    parts.push(Buffer.from(element.escape, 'latin1'));
    if (element.area === 'G0') g0 = element;
    else g1 = element;
  };
  for (const { bytes, element } of characters) {
    const byte = bytes[0] ?? 0;
    if (element?.area === 'G1' && element.bytesPerCharacter === 2 && g1 !== element) designate(element);
    if (element?.area === 'G1' && element.bytesPerCharacter === 1 && g1 !== null && g1 !== element) designate(element);
    const wanted = element?.area === 'G0' ? element : ASCII;
    if (byte < 0x80 && byte > 0x20 && g0 !== wanted && !(isSingleG0(wanted) && isSingleG0(g0))) designate(wanted);
    parts.push(bytes);
    if (bytes.length === 1 && RESETS.has(byte)) [g0, g1] = [ASCII, null];
  }
  if (g0.bytesPerCharacter === 2) designate(ASCII);
  return Buffer.concat(parts);
}

/** ASCII and romaji share their letters and digits: no escape is worth the difference. */
const isSingleG0 = (element: CodeElement): boolean => element.bytesPerCharacter === 1;
