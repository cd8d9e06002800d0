import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { encodeCharacters, readingsOf, type Character, type CharacterSet, type DecodedText } from './character-set';
import { type IdentityPattern, type PatternKind } from './identity-pattern';
import { IDENTITY_PATTERNS } from './identity-patterns';
import { type KnownIdentities, type Span } from './known-identities';
import { normalForm, type NormalText } from './normal-form';

export interface FreeTextRules {
  readonly known: KnownIdentities;
  /** Dates stay in texts only where the profile's option keeps full dates. */
  readonly keepDates: boolean;
  /**
   * `personal`: an option keeps the element as what it is (an institution's name, a device's number), or it is a code: only what is known
   * of persons, numbers of persons and ways to reach them go. `numbers`: bytes that are text by chance; numbers of persons alone.
   */
  readonly patterns?: 'all' | 'personal' | 'numbers';
}

/** The value to write instead, or why the whole value has to go; null: nothing was found. */
export type CleanedText = { readonly kind: 'cleaned'; readonly value: Buffer } | { readonly kind: 'unreadable' } | null;

const MASK = '***';
/** A longer text is no report any more; searching it would hold everything else up. */
export const LONGEST_TEXT_BYTES = 256 * 1024;
/** What the groups of patterns need of a text: most texts are a word or two of ASCII and skip them all. */
const NEEDS = {
  digits: /\d/,
  hanzi: /[\u3400-\u9fff\u{20000}-\u{323af}]/u,
  words: /[A-Za-z.][.\s,^_:=]+\p{Lu}/u,
  at: /@/,
  address: /[/\\.]/,
  always: /[^]/,
} as const satisfies Readonly<Record<IdentityPattern['needs'], RegExp>>;
const PERSONAL: ReadonlySet<PatternKind> = new Set(['number', 'contact']);

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
  if (!first?.complete || rules.known.foreignTraces.some((trace) => bytes.includes(trace))) return { kind: 'unreadable' };
  const spans = findIdentities(first.text, rules);
  if (spans.length === 0 && rules.known.traces.some((trace) => bytes.includes(trace))) return { kind: 'unreadable' };
  const masked = maskCharacters(first, spans);
  const otherRules = isPlausible(first, bytes) ? { ...rules, patterns: 'personal' as const } : rules;
  const hidden = others.some((reading) => findIdentities(reading.text, otherRules).length > 0);
  if (hidden && (spans.length === 0 || stillFound(masked, otherRules))) return { kind: 'unreadable' };
  return spans.length === 0 ? null : { kind: 'cleaned', value: encodeCharacters(masked) };
}

/** Bytes beyond ASCII that are letters of another script as declared, or well-formed UTF-8, are what they are said to be. */
const isPlausible = (first: DecodedText, bytes: Uint8Array): boolean =>
  /[\u0250-\u{10ffff}]/u.test(first.text) && (!isUtf8(bytes) || first.text === new TextDecoder().decode(bytes));

/** One reading only: no byte above 0x7F and no escape that would designate another set. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const NOT_ASCII = /[^\x00-\x1a\x1c-\x7f]/;
export const isAscii = (latin1: string): boolean => !NOT_ASCII.test(latin1);

/** Whether the masked bytes, read another way, still show an identity. */
function stillFound(masked: readonly Character[], rules: FreeTextRules): boolean {
  const bytes = Buffer.concat(masked.map((character) => character.bytes));
  return ['utf-8', 'gb18030'].some((label) => findIdentities(new TextDecoder(label).decode(bytes), rules).length > 0);
}

/** Where a text identifies someone: what the file states elsewhere, and what has the form of an identity. */
export function findIdentities(text: string, rules: FreeTextRules): readonly Span[] {
  if (text.length > LONGEST_REMEMBERED) return searched(text, rules);
  const key = `${rules.keepDates ? 'd' : ''}${rules.patterns?.[0] ?? ''} ${text}`;
  const found = searches.get(rules.known) ?? new Map<string, readonly Span[]>();
  searches.set(rules.known, found);
  const known = found.get(key);
  if (known) return known;
  const spans = searched(text, rules);
  if (found.size >= MOST_REMEMBERED) found.clear();
  found.set(key, spans);
  return spans;
}

/** The slices of a series bear the same texts and state the same identities. */
const searches = new WeakMap<KnownIdentities, Map<string, readonly Span[]>>();
const MOST_REMEMBERED = 512;
const LONGEST_REMEMBERED = 256;

function searched(original: string, rules: FreeTextRules): readonly Span[] {
  const normal = normalForm(original, isAscii(original));
  const spans = [...rules.known.find(normal)];
  for (const { kind, needs, expression, group, accept } of IDENTITY_PATTERNS) {
    if (kind === 'date' && rules.keepDates) continue;
    if (rules.patterns === 'personal' && !PERSONAL.has(kind)) continue;
    if (rules.patterns === 'numbers' && !(PERSONAL.has(kind) && needs === 'digits')) continue;
    if (NEEDS[needs].test(normal.text)) collect(normal, expression, spans, group, accept);
  }
  return merge(spans.map(({ start, end }) => normal.original(start, end)));
}

function collect({ text }: NormalText, expression: RegExp, spans: Span[], group = 0, accept?: (match: string) => boolean): void {
  for (const match of text.matchAll(expression)) {
    const found = match[group];
    if (found === undefined || found === '' || (accept && !accept(found))) continue;
    const start = match.index + (group === 0 ? 0 : match[0].lastIndexOf(found));
    spans.push({ start, end: start + found.length });
  }
}

function merge(spans: Span[]): readonly Span[] {
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
