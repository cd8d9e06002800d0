import { TextDecoder } from 'node:util';
import { encodeCharacters, readingsOf, type Character, type CharacterSet, type DecodedText } from './character-set';
import { IDENTITY_PATTERNS } from './identity-patterns';
import { type KnownIdentities } from './known-identities';

export interface FreeTextRules {
  readonly known: KnownIdentities;
  /** Dates stay in texts only where the profile's option keeps full dates. */
  readonly keepDates: boolean;
  /** False where an option keeps the element as what it is (an institution's name): only what is known of persons goes. */
  readonly patterns?: boolean;
}

/** The value to write instead, or why the whole value has to go; null: nothing was found. */
export type CleanedText = { readonly kind: 'cleaned'; readonly value: Buffer } | { readonly kind: 'unreadable' } | null;

interface Span {
  readonly start: number;
  readonly end: number;
}

const MASK = '***';
/** A longer text is no report any more; searching it would hold everything else up. */
export const LONGEST_TEXT_BYTES = 256 * 1024;
/** What the groups of patterns need of a text: most texts are a word or two of ASCII and skip them all. */
const NEEDS = { digits: /\d{2}/, hanzi: /[\u3400-\u9fff\u{20000}-\u{323af}]/u, words: /[A-Za-z][.\s,^_:]+[A-Z]/, at: /@/ } as const;

/**
 * Takes identities out of a text that stays. Only the bytes of what was found change, so the rest is what it was in its character set.
 * A text that can be read in more than one way is searched in each; found in any but the first, all of it has to go.
 */
export function cleanText(bytes: Buffer, characterSet: CharacterSet, rules: FreeTextRules): CleanedText {
  if (bytes.length > LONGEST_TEXT_BYTES) return { kind: 'unreadable' };
  const text = bytes.toString('latin1');
  if (isAscii(text)) {
    const spans = findIdentities(text, rules);
    return spans.length === 0 ? null : { kind: 'cleaned', value: Buffer.from(maskText(text, spans), 'latin1') };
  }
  const [first, ...others] = readingsOf(bytes, characterSet);
  if (!first || (!first.complete && others.length === 0)) return { kind: 'unreadable' };
  const spans = findIdentities(first.text, rules);
  const masked = maskCharacters(first, spans);
  const hidden = others.some((reading) => findIdentities(reading.text, rules).length > 0);
  if (!first.complete || (hidden && (spans.length === 0 || others.some((reading) => stillFound(masked, reading, rules)))))
    return { kind: 'unreadable' };
  return spans.length === 0 ? null : { kind: 'cleaned', value: encodeCharacters(masked) };
}

/** One reading only: no byte above 0x7F and no escape that would designate another set. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const NOT_ASCII = /[^\x00-\x1a\x1c-\x7f]/;
export const isAscii = (latin1: string): boolean => !NOT_ASCII.test(latin1);

/** Whether the masked bytes, read another way, still show an identity. */
function stillFound(masked: readonly Character[], _reading: DecodedText, rules: FreeTextRules): boolean {
  const bytes = Buffer.concat(masked.map((character) => character.bytes));
  return ['utf-8', 'gb18030'].some((label) => findIdentities(new TextDecoder(label).decode(bytes), rules).length > 0);
}

/** Where a text identifies someone: what the file states elsewhere, and what has the form of an identity. */
export function findIdentities(text: string, rules: FreeTextRules): Span[] {
  const spans: Span[] = [];
  const expression = rules.known.expression;
  if (expression && expression.test(text)) collect(text, everywhere(expression), spans);
  if (rules.patterns !== false) {
    const has = { digits: NEEDS.digits.test(text), hanzi: NEEDS.hanzi.test(text), words: NEEDS.words.test(text), at: NEEDS.at.test(text) };
    for (const { name, needs, expression: pattern, group, accept } of IDENTITY_PATTERNS) {
      if (!has[needs] || (name === 'date' && rules.keepDates)) continue;
      collect(text, pattern, spans, group, accept);
    }
  }
  return merge(spans);
}

const global = new WeakMap<RegExp, RegExp>();

/** The same expression for all of its matches. */
function everywhere(expression: RegExp): RegExp {
  const known = global.get(expression) ?? new RegExp(expression.source, 'giu');
  global.set(expression, known);
  return known;
}

function collect(text: string, expression: RegExp, spans: Span[], group = 0, accept?: (match: string) => boolean): void {
  for (const match of text.matchAll(expression)) {
    const found = match[group];
    if (found === undefined || found === '' || (accept && !accept(found))) continue;
    const start = match.index + (group === 0 ? 0 : match[0].lastIndexOf(found));
    spans.push({ start, end: start + found.length });
  }
}

function merge(spans: Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.sort((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last && span.start <= last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}

function maskText(text: string, spans: readonly Span[]): string {
  let masked = '';
  let from = 0;
  for (const { start, end } of spans) {
    masked += text.slice(from, start) + MASK;
    from = end;
  }
  return masked + text.slice(from);
}

const MASK_CHARACTERS: readonly Character[] = [...MASK].map((text) => ({ text, bytes: Buffer.from(text, 'latin1'), element: null }));

function maskCharacters(decoded: DecodedText, spans: readonly Span[]): Character[] {
  const kept: Character[] = [];
  let offset = 0;
  let span = 0;
  let masked = -1;
  for (const character of decoded.characters) {
    while (span < spans.length && offset >= (spans[span]?.end ?? 0)) span += 1;
    const current = spans[span];
    if (!current || offset + character.text.length <= current.start) kept.push(character);
    else if (masked !== span) {
      kept.push(...MASK_CHARACTERS);
      masked = span;
    }
    offset += character.text.length;
  }
  return kept;
}
