import { TextDecoder } from 'node:util';

/** One graphic character set as ISO 2022 designates it in DICOM (PS3.3 C.12.1.1.2, tables C.12-2 to C.12-4). */
export interface CodeElement {
  readonly escape: string;
  /** G0 holds bytes below 0x80, G1 those above. */
  readonly area: 'G0' | 'G1';
  readonly bytesPerCharacter: 1 | 2;
  /** Text of one character's bytes, or null where the set has none. */
  readonly decode: (bytes: Uint8Array) => string | null;
}

const decoders = new Map<string, TextDecoder>();

/** Text of the bytes in one of the encodings of the WHATWG standard, or null where they are not valid in it. */
export function decodeWith(label: string, bytes: Uint8Array): string | null {
  let decoder = decoders.get(label);
  if (!decoder) decoders.set(label, (decoder = new TextDecoder(label, { fatal: true })));
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

const highBits = (bytes: Uint8Array, prefix: readonly number[] = []): Uint8Array =>
  Uint8Array.from([...prefix, ...bytes].map((byte) => byte | 0x80));

const single = (escape: string, label: string): CodeElement => ({
  escape,
  area: 'G1',
  bytesPerCharacter: 1,
  decode: (bytes) => decodeWith(label, bytes),
});

export const ASCII: CodeElement = {
  escape: '\x1b(B',
  area: 'G0',
  bytesPerCharacter: 1,
  decode: (bytes) => String.fromCharCode(bytes[0] ?? 0),
};
const ROMAJI: CodeElement = { ...ASCII, escape: '\x1b(J' };
const LATIN_1: CodeElement = { ...ASCII, escape: '\x1b-A', area: 'G1' };
const KATAKANA = single('\x1b)I', 'shift_jis');
const KANJI: CodeElement = { escape: '\x1b$B', area: 'G0', bytesPerCharacter: 2, decode: (bytes) => decodeWith('euc-jp', highBits(bytes)) };
const MORE_KANJI: CodeElement = {
  escape: '\x1b$(D',
  area: 'G0',
  bytesPerCharacter: 2,
  decode: (bytes) => decodeWith('euc-jp', highBits(bytes, [0x8f])),
};
const HANGUL: CodeElement = { escape: '\x1b$)C', area: 'G1', bytesPerCharacter: 2, decode: (bytes) => decodeWith('euc-kr', bytes) };
const HANZI: CodeElement = { escape: '\x1b$)A', area: 'G1', bytesPerCharacter: 2, decode: (bytes) => decodeWith('gb18030', bytes) };

/** By the number in the defined term: `ISO_IR 100` and `ISO 2022 IR 100` name the same set. */
export const CODE_ELEMENTS: Readonly<Record<string, readonly CodeElement[]>> = {
  '6': [ASCII],
  '13': [ROMAJI, KATAKANA],
  '58': [HANZI],
  '87': [KANJI],
  '100': [LATIN_1],
  '101': [single('\x1b-B', 'iso-8859-2')],
  '109': [single('\x1b-C', 'iso-8859-3')],
  '110': [single('\x1b-D', 'iso-8859-4')],
  '126': [single('\x1b-F', 'iso-8859-7')],
  '127': [single('\x1b-G', 'iso-8859-6')],
  '138': [single('\x1b-H', 'iso-8859-8')],
  '144': [single('\x1b-L', 'iso-8859-5')],
  '148': [single('\x1b-M', 'iso-8859-9')],
  '149': [HANGUL],
  '159': [MORE_KANJI],
  '166': [single('\x1b-T', 'windows-874')],
  '203': [single('\x1b-b', 'iso-8859-15')],
};

/** Any of them may follow its escape, declared or not: a reader that is strict here loses names. */
export const BY_ESCAPE: ReadonlyMap<string, CodeElement> = new Map(
  Object.values(CODE_ELEMENTS)
    .flat()
    .map((element) => [element.escape, element]),
);
