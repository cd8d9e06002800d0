import { Converter } from 'opencc-js/t2cn';

/** A text as it is searched: one way of writing for what reads the same, and where each of its characters came from. */
export interface NormalText {
  readonly text: string;
  /** The same in lower case, of the same length. */
  readonly folded: string;
  /** Offsets in the original of the characters from `start` to `end` of `text`. */
  original(start: number, end: number): { readonly start: number; readonly end: number };
}

/** One character of any text stands for what it is normalised to; texts hold a few thousand different ones. */
const forms = new Map<string, string>();
const MOST_REMEMBERED = 20_000;
const FORMAT_OR_MARK = /[\p{Cf}\p{M}\u00ad]/gu;
const HANGUL = /[\uac00-\ud7af]/;
const HAN = /\p{Script=Han}/u;
const ORTHOGRAPHY: readonly (readonly [RegExp, string])[] = [
  [/[\p{Zs}\t]/gu, ' '],
  [/[\p{Pd}\u2212]/gu, '-'],
  [/[·•・‧∙⋅･]/gu, '·'],
  [/[’‘´`]/gu, "'"],
  [/[“”]/gu, '"'],
];

let simplify: ((text: string) => string) | undefined;

/**
 * Full-width letters, half-width kana, tone marks and accents, traditional characters, exotic spaces and dashes become the plain form;
 * invisible characters vanish. Case is kept in `text`.
 */
export function normalForm(original: string, isAscii: boolean): NormalText {
  if (isAscii) return { text: original, folded: original.toLowerCase(), original: (start, end) => ({ start, end }) };
  let text = '';
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let offset = 0;
  for (const character of original) {
    const form = formOf(character);
    text += form;
    folded += lowerCase(form);
    for (let index = 0; index < form.length; index += 1) {
      starts.push(offset);
      ends.push(offset + character.length);
    }
    offset += character.length;
  }
  return { text, folded, original: (start, end) => ({ start: starts[start] ?? offset, end: ends[end - 1] ?? offset }) };
}

function formOf(character: string): string {
  const known = forms.get(character);
  if (known !== undefined) return known;
  let form = HANGUL.test(character) ? character : character.normalize('NFKD').replace(FORMAT_OR_MARK, '');
  for (const [pattern, plain] of ORTHOGRAPHY) form = form.replace(pattern, plain);
  if (HAN.test(form)) form = simplified(form);
  if (forms.size >= MOST_REMEMBERED) forms.clear();
  forms.set(character, form);
  return form;
}

/** Character by character, so that offsets hold: phrases that are written differently in the regions do not matter here. */
function simplified(text: string): string {
  const convert = simplify ?? Converter({ from: 't', to: 'cn' });
  simplify = convert;
  return convert(text);
}

/** The few capitals whose small form is longer keep theirs. */
const lowerCase = (text: string): string => {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
};
