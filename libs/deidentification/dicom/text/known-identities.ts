import { encode } from 'iconv-lite';
import { IdentityForms, MOST_FORMS, type IdentityForm } from './identity-forms';
import { findForms } from './known-search';
import { type NormalText } from './normal-form';
import { findReadAs } from './pinyin';
import { isPinyin } from './pinyin-name';

export { MOST_FORMS };

/** From `start` up to `end` of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The identities that a file itself states somewhere, as they may turn up in its texts. */
export interface KnownIdentities {
  /** Where a text in normal form has any of them. */
  find(text: NormalText): readonly Span[];
  /** Only those that no code of the standard can equal: numbers and names of several words. For code strings and the like. */
  readonly distinct: RegExp | null;
  /** The bytes of those in the encodings in which Chinese devices write them. */
  readonly traces: readonly Buffer[];
  /** Traces that are as long that they are found whatever stands around them: a byte beside a name is a letter one time in five. Each as Latin 1. */
  readonly longTraces: readonly string[];
  /** The bytes of names in other encodings of East Asia: where no character set is declared, nothing else would show them. */
  readonly foreignTraces: readonly Buffer[];
  /** True where the file states more identities than can be searched for. */
  readonly tooMany: boolean;
}

/** Slices of a series state the same identities in the same order; a file that states more than these is not remembered. */
const MOST_STATEMENTS = 256;
const MOST_REMEMBERED = 64;
const remembered = new Map<string, KnownIdentities>();

type Kind = 'name' | 'text' | 'birth-date';

/** Collects what a file states, and makes of it what is searched for. */
export class IdentityCollector {
  private readonly statements = new Map<string, readonly [Kind, string]>();
  /** Present once there are too many statements to remember. */
  private forms: IdentityForms | undefined;

  /** A PN value: up to three groups by `=`, components by `^` (PS3.5 section 6.2.1). */
  addName(value: string): void {
    this.state('name', value);
  }

  /** An identifier, an address, an institution: as a whole. */
  addText(value: string): void {
    this.state('text', value);
  }

  /** A birth date (DA); in texts it turns up in the forms in which people write it. */
  addBirthDate(value: string): void {
    this.state('birth-date', value);
  }

  build(): KnownIdentities {
    if (this.forms) return knownFrom(this.expandInto(this.forms));
    const key = JSON.stringify([...this.statements.keys()]);
    const known = remembered.get(key);
    if (known) return known;
    const built = knownFrom(this.expandInto(new IdentityForms()));
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(key, built);
    return built;
  }

  private state(kind: Kind, value: string): void {
    const key = `${kind} ${value.length} ${value}`;
    if (this.statements.has(key)) return;
    this.statements.set(key, [kind, value]);
    if (this.statements.size < MOST_STATEMENTS) return;
    this.forms = this.expandInto(this.forms ?? new IdentityForms());
    this.statements.clear();
  }

  private expandInto(forms: IdentityForms): IdentityForms {
    for (const [kind, value] of this.statements.values()) {
      if (kind === 'name') forms.addName(value);
      else if (kind === 'text') forms.addText(value);
      else forms.addBirthDate(value);
    }
    return forms;
  }
}

function knownFrom(forms: IdentityForms): KnownIdentities {
  const list = forms.list();
  const stated = [...forms.stated].filter((text) => DISTINCT.test(text) || IDEOGRAPHIC.test(text));
  const inPinyin = list.filter(({ kind, text }) => kind === 'whole' && isPinyin(text)).map(({ text }) => text);
  const traces = stated.flatMap((text) => tracesOf(text, IDEOGRAPHIC.test(text) ? ['utf8', 'gb18030'] : ['utf8']));
  return {
    find: (text) => (list.length === 0 ? NOTHING : find(list, inPinyin, text)),
    distinct: distinctExpression(stated, list),
    traces,
    longTraces: traces.filter(({ length }) => length >= LONG_TRACE_BYTES).map((trace) => trace.toString('latin1')),
    foreignTraces: stated.filter((text) => IDEOGRAPHIC.test(text)).flatMap((text) => tracesOf(text, FOREIGN)),
    tooMany: forms.tooMany,
  };
}

const NOTHING: readonly Span[] = [];
const HAN = /\p{Script=Han}/u;
const IDEOGRAPHIC = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const FOREIGN = ['big5', 'shift_jis', 'euc-jp', 'euc-kr', 'utf16-le', 'utf16-be'];
/** Shorter ones turn up by chance. */
const SHORTEST_TRACE_BYTES = 4;
/** A patient's number of five digits is as likely a size, an offset or an exposure; where it is text the search of texts finds it. */
const SHORTEST_NUMBER_TRACE = 6;
const LONGEST_TRACE_CHARACTERS = 256;
const LONG_TRACE_BYTES = 8;

function find(forms: readonly IdentityForm[], inPinyin: readonly string[], text: NormalText): readonly Span[] {
  const found = findForms(forms, text);
  if (inPinyin.length > 0 && HAN.test(text.text)) found.push(...findReadAs(text.text, inPinyin));
  return found;
}

function tracesOf(text: string, encodings: readonly string[]): Buffer[] {
  if (text.length > LONGEST_TRACE_CHARACTERS || (IS_NUMBER.test(text) && text.length < SHORTEST_NUMBER_TRACE)) return [];
  return encodings
    .map((encoding) => encode(text, encoding))
    .filter((trace) => trace.length >= SHORTEST_TRACE_BYTES && !trace.includes(UNENCODABLE));
}

const UNENCODABLE = 0x3f;
const DISTINCT = /\d.{3}|.{3}\d|\p{L}{2}[\s^,]+\p{L}{2}/u;
/** A whole name written in one, and a date of birth with all of its digits: no code is as long and the same. */
const LONG_ENOUGH = 7;
const IS_NUMBER = /^\d+$/;
const IS_ASCII = /^[\x20-\x7e]+$/;

function distinctExpression(stated: readonly string[], forms: readonly IdentityForm[]): RegExp | null {
  const joined = forms.filter(({ text, kind }) => kind === 'whole' && text.length >= LONG_ENOUGH).map(({ text }) => text);
  const given = forms
    .filter(({ text, kind }) => kind === 'part' && text.length >= LONG_ENOUGH - 1 && isPinyin(text))
    .map(({ text }) => text);
  const dates = forms.filter(({ text, kind }) => kind === 'date' && text.length >= LONG_ENOUGH + 1).map(({ text }) => text);
  const all = [...stated, ...joined, ...given, ...dates].filter((text) => IS_ASCII.test(text) && text.length <= LONGEST_TRACE_CHARACTERS);
  const expressions = [...all.map(expressionOf), ...dates.filter((text) => IS_NUMBER.test(text)).map(dateExpressionOf)];
  return expressions.length === 0 ? null : new RegExp([...new Set(expressions)].join('|'), 'i');
}

/** 19691204 as people write it: 1969-12-04, 1969_12_04. */
const dateExpressionOf = (digits: string): string => `(?<![A-Za-z0-9])${[...digits].join('[-./_ ]?')}(?![A-Za-z0-9])`;

function expressionOf(form: string): string {
  const escaped = form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/(?:\s|\\\^)+/g, '[\\s_^,\\\\]+');
  const before = /^[A-Za-z0-9]/.test(form) ? '(?<![A-Za-z0-9])' : '';
  const after = /[A-Za-z0-9]$/.test(form) ? '(?![A-Za-z0-9])' : '';
  return `${before}${escaped}${after}`;
}
