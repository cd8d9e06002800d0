import { type IdentityForm } from './identity-forms';
import { type NormalText } from './normal-form';

interface Squeezed {
  readonly text: string;
  /** Where in the normal form each letter and digit stands; null: everywhere at its own place. */
  readonly at: readonly number[] | null;
}

const NOT_LETTER_OR_DIGIT = /[^\p{L}\p{N}]/u;
/** Spaces, marks and dots within a name or a number; more than these part two things. */
const LONGEST_GAP = 3;
/** A whole name of so many letters is no part of another word, whatever it is run together with. */
const UNMISTAKABLE_LETTERS = 9;
/** Shorter numbers turn up by chance across the marks between other numbers. */
const SHORTEST_BROKEN_NUMBER = 7;

/** Where any of the forms stands in a text, whatever spaces and marks lie between its letters, run together with digits or in CamelCase. */
export function findForms(forms: readonly IdentityForm[], text: NormalText): { start: number; end: number }[] {
  const squeezed = squeezeWithPlaces(text.folded);
  const found: { start: number; end: number }[] = [];
  for (const form of forms) {
    for (let index = squeezed.text.indexOf(form.text); index >= 0; index = squeezed.text.indexOf(form.text, index + 1)) {
      const place = placeOf(squeezed, index, form.text.length);
      if (isThere(text, place, form)) found.push({ start: place.start, end: place.end });
    }
  }
  return found;
}

function squeezeWithPlaces(folded: string): Squeezed {
  if (!NOT_LETTER_OR_DIGIT.test(folded)) return { text: folded, at: null };
  const at: number[] = [];
  let text = '';
  let index = 0;
  for (const character of folded) {
    if (!NOT_LETTER_OR_DIGIT.test(character)) {
      text += character;
      for (let unit = 0; unit < character.length; unit += 1) at.push(index + unit);
    }
    index += character.length;
  }
  return { text, at };
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly longestGap: number;
}

function placeOf({ at }: Squeezed, index: number, length: number): Place {
  if (at === null) return { start: index, end: index + length, longestGap: 0 };
  let longestGap = 0;
  for (let next = index + 1; next < index + length; next += 1) longestGap = Math.max(longestGap, (at[next] ?? 0) - (at[next - 1] ?? 0) - 1);
  return { start: at[index] ?? 0, end: (at[index + length - 1] ?? 0) + 1, longestGap };
}

function isThere(text: NormalText, { start, end, longestGap }: Place, { text: form, kind }: IdentityForm): boolean {
  if (longestGap > LONGEST_GAP) return false;
  const isNumber = /^\d+$/.test(form);
  if (longestGap > 0 && kind === 'part' && !/[^\x20-\x7e]/.test(form)) return false;
  if (longestGap > 0 && isNumber && kind !== 'date' && form.length < SHORTEST_BROKEN_NUMBER) return false;
  if (kind === 'whole' && !isNumber && form.length >= UNMISTAKABLE_LETTERS) return true;
  return isEdge(text.text, start - 1, start, isNumber) && isEdge(text.text, end, end - 1, isNumber);
}

/** Whether a form may begin or end at `inner`: a letter beside letters, or a digit beside digits, would make it part of something longer. */
function isEdge(text: string, outer: number, inner: number, isNumber: boolean): boolean {
  const beside = text.charAt(outer);
  const own = text.charAt(inner);
  if (isDigit(own)) return !isDigit(beside) && !(isNumber && isDecimal(text, outer));
  if (!isLatin(own)) return true;
  if (!isLatin(beside)) return true;
  // PatientWangJianguo: a capital after a small letter begins a word.
  return outer < inner ? isSmall(beside) && !isSmall(own) : isSmall(own) && !isSmall(beside);
}

/** The point of a decimal fraction beside a number: 0.1234 holds no 1234. */
const isDecimal = (text: string, at: number): boolean =>
  text.charAt(at) === '.' && isDigit(text.charAt(at - 1)) && isDigit(text.charAt(at + 1));
const isDigit = (character: string): boolean => character >= '0' && character <= '9';
const isSmall = (character: string): boolean => character >= 'a' && character <= 'z';
const isLatin = (character: string): boolean => /^\p{Script=Latin}$/u.test(character);
