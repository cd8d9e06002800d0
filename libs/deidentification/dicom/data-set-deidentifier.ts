import { type ByteSource } from './byte-source';
import { findElement, trimValue, valueBytes, valueLatin1, type DataElement, type DataSet } from './data-set';
import { dictionaryVr } from './dictionary';
import { dummyValue } from './dummy-value';
import { replaceCode } from './coded-value';
import { type Decision, type RuleBook } from './element-rule';
import { type Pseudonymizer } from './pseudonym';
import { isUid, replacedUid } from './replaced-uid';
import { safePrivateTags } from './safe-private';
import { shiftDate } from './shifted-date';
import { type ActionLog } from './tag-action';
import { groupOf, isPixelData, isPrivate, type Tag } from './tag';
import { type Encoding } from './transfer-syntax';
import { characterSetOf, type CharacterSet } from './text/character-set';
import { cleanText, findIdentities, isAscii, LONGEST_TEXT_BYTES, type FreeTextRules } from './text/free-text';
import { fitsRepresentation } from './text/text-length';
import { holdsIdentity } from './text/remaining-identity';
import { isPersonalNumber, isWellFormed } from './text/personal-number';
import { showsIdentity } from './text/text-in-bytes';
import { isEncodedText, isText } from './value-representation';
import { type OutputElement } from './writer';

export interface DeidentificationContext {
  readonly rules: RuleBook;
  readonly source: ByteSource;
  /** Of the output; an element written otherwise gets a new header. */
  readonly encoding: Encoding;
  readonly pseudonymizer: Pseudonymizer;
  /** Replacement of the patient's id and name. */
  readonly patient: string;
  readonly shiftDays: number;
  readonly text: FreeTextRules;
  readonly log: ActionLog;
}

/** How far a dummy reaches into a sequence: nowhere, its free texts (coded entries stay), or every text. */
type Dummies = 'none' | 'texts' | 'all';

interface Place {
  readonly parent: Tag | null;
  readonly characterSet: CharacterSet;
  readonly dummies: Dummies;
}

const PATIENT_NAME: Tag = 0x00100010;
const PATIENT_ID: Tag = 0x00100020;
const SPECIFIC_CHARACTER_SET: Tag = 0x00080005;
/** Defined terms (PS3.3 section C.12.1.1.2), and the names of character sets that devices write in their place. */
const CHARACTER_SET =
  /^(?:(?:ISO|GB|UTF|BIG5|EUC|SHIFT_JIS|KS|KOI|LATIN|ASCII|WINDOWS|CP)[-_ ]?(?:IR|2022|8859|JP|KR|C)?[-_ A-Z]{0,6}[-_ \d]{0,12})?$/i;
/** D for these means that their texts say nothing; structure, codes and measurements stay, or nothing of a report would be left. */
const CONTENT_SEQUENCES = new Set<Tag>([0x0040a730, 0x00700001, 0x0040b020, 0x00400555, 0x00400610]);
/** Code value, scheme, version and meaning of a coded entry. */
const CODED_ENTRY = new Set<Tag>([0x00080100, 0x00080102, 0x00080103, 0x00080104, 0x00080119, 0x00080120]);
/** Numbers of a terminology look like numbers of records. */
const CODES = new Set<Tag>([0x00080100, 0x00080102, 0x00080103, 0x00080119, 0x00080120]);
const SAFE_PRIVATE: Decision = { action: 'K', rule: 'private' };
const NUMERIC = /^(?:DS|IS|DA|DT|TM)$/;
const OLDEST_AGE_YEARS = 89;
/** Flags, counts and positions are shorter than a name or a number of a record that is found for sure. */
const SHORTEST_SEARCHED_BYTES = 8;
const NONE: ReadonlySet<Tag> = new Set();

/** In a code or an application's title it may be a number of a person. */
const LONG_NUMBER = /\d{7}|@/;

/** Applies the profile to a data set and, within, to its sequences. The result is in the order of the input. */
export function deidentifyDataSet(dataSet: DataSet, context: DeidentificationContext): OutputElement[] {
  return new DataSetDeidentifier(context).elements(dataSet, { parent: null, characterSet: characterSetOf([]), dummies: 'none' });
}

class DataSetDeidentifier {
  private readonly personal: FreeTextRules;

  constructor(private readonly context: DeidentificationContext) {
    this.personal = { ...context.text, patterns: 'personal' };
  }

  elements(dataSet: DataSet, outer: Place): OutputElement[] {
    const place = { ...outer, characterSet: this.characterSet(dataSet) ?? outer.characterSet };
    const output: OutputElement[] = [];
    const safe = this.context.rules.keepsSafePrivate ? this.safePrivate(dataSet) : NONE;
    for (const element of dataSet.elements) {
      const decided = safe.has(element.tag) ? SAFE_PRIVATE : this.context.rules.decide(element.tag, element.vr, place.parent);
      const result = this.element(element, decided, place);
      if (result) output.push(result);
    }
    return output;
  }

  private safePrivate(dataSet: DataSet): ReadonlySet<Tag> {
    const creators = new Map<Tag, string>();
    for (const element of dataSet.elements) {
      const { tag } = element;
      if (isPrivate(tag) && (tag & 0xffff) >= 0x10 && (tag & 0xffff) <= 0xff && !element.items) {
        creators.set(tag, trimValue(valueLatin1(this.context.source, element)));
      }
    }
    return safePrivateTags(dataSet.elements, creators);
  }

  private element(element: DataElement, { action, rule }: Decision, place: Place): OutputElement | null {
    if (action !== 'K') this.context.log.add(element.tag, rule, action);
    if (action === 'X') return null;
    if (element.items) return this.sequence(element, element.items, action, place);
    if (element.tag === PATIENT_NAME || element.tag === PATIENT_ID) return this.value(element, Buffer.from(this.context.patient, 'latin1'));
    switch (action) {
      case 'Z':
        return this.value(element, Buffer.alloc(0));
      case 'D':
        // A dummy of a UID is another UID, or what refers to it would refer to nothing.
        return this.value(element, this.vrOf(element) === 'UI' ? this.replaceUids(element) : dummyValue(this.vrOf(element)));
      case 'U':
        return this.value(element, this.replaceUids(element));
      case 'C':
        return this.clean(element, place);
      case 'K':
        return this.keep(element, place, rule === 'option');
    }
  }

  private sequence(element: DataElement, items: readonly DataSet[], action: Exclude<Decision['action'], 'X'>, place: Place): OutputElement {
    const { tag, undefinedLength } = element;
    if (action === 'Z') return { kind: 'sequence', tag, undefinedLength: false, items: [] };
    const dummies = action === 'D' ? (CONTENT_SEQUENCES.has(tag) ? 'texts' : 'all') : action === 'K' ? place.dummies : 'none';
    const inner = { parent: tag, characterSet: place.characterSet, dummies: place.dummies === 'all' ? 'all' : dummies } as const;
    return {
      kind: 'sequence',
      tag,
      undefinedLength,
      items: items.map((item) => ({ undefinedLength: item.undefinedLength, elements: this.elements(item, inner) })),
    };
  }

  private keep(element: DataElement, place: Place, byOption: boolean): OutputElement | null {
    const vr = this.vrOf(element);
    if (element.valueLength === 0 || isPixelData(element.tag)) return this.asItWas(element);
    if (!isText(vr)) return this.bytes(element, vr);
    // A dummy sequence still says of which class its objects are, and which they are where an option keeps UIDs.
    if (vr === 'UI') return this.uid(element);
    if (place.dummies === 'all' || (place.dummies === 'texts' && isEncodedText(vr) && !CODED_ENTRY.has(element.tag))) {
      this.context.log.add(element.tag, 'enclosing-sequence', 'D');
      return this.value(element, dummyValue(vr));
    }
    if (vr === 'AS') return this.age(element);
    if (element.tag === SPECIFIC_CHARACTER_SET) return this.characterSets(element);
    return this.cleanedText(element, vr, place, byOption || CODES.has(element.tag) ? this.personal : this.context.text);
  }

  private clean(element: DataElement, place: Place): OutputElement | null {
    const vr = this.vrOf(element);
    if (vr === 'DA' || vr === 'DT') return this.value(element, this.shiftDates(element, vr));
    if (vr === 'TM') return this.checkedText(element, vr, valueLatin1(this.context.source, element), place);
    if (isText(vr)) return this.cleanedText(element, vr, place, this.context.text);
    // What is neither text nor date (a certificate, overlay bits) can't be searched: the Basic Profile's dummy takes its place.
    return this.value(element, dummyValue(vr));
  }

  private cleanedText(element: DataElement, vr: string, place: Place, rules: FreeTextRules): OutputElement | null {
    const latin1 = valueLatin1(this.context.source, element);
    if (!isEncodedText(vr)) return this.checkedText(element, vr, latin1, place);
    if (latin1.length <= LONGEST_TEXT_BYTES && isAscii(latin1) && findIdentities(latin1, rules).length === 0) return this.asItWas(element);
    const cleaned = cleanText(valueBytes(this.context.source, element), place.characterSet, rules);
    if (cleaned === null) return this.asItWas(element);
    this.context.log.add(element.tag, cleaned.kind === 'cleaned' ? 'free-text' : 'unreadable-text', 'C');
    const fits = cleaned.kind === 'cleaned' && fitsRepresentation(cleaned.value, vr, place.characterSet);
    return this.value(element, fits ? cleaned.value : dummyValue(vr));
  }

  /**
   * Codes, numbers and titles of applications have no free text; one that holds what the file knows of the patient is replaced. One that is
   * not what its representation allows is some text after all, and what is found in it takes it along.
   */
  private checkedText(element: DataElement, vr: string, latin1: string, place: Place): OutputElement | null {
    const identifies = (value: string): boolean => this.identifies(element.tag, vr, value);
    if (!identifies(latin1)) return this.asItWas(element);
    const { tag } = element;
    // Of the attributes within sequences the tables know only some; any other may be required there.
    const type = place.parent === null ? this.context.rules.typeOf(tag) : '1C';
    const replacement = replaceCode({ tag, vr, latin1, type }, identifies);
    this.context.log.add(tag, 'free-text', replacement === 'removed' ? 'X' : 'D');
    return replacement === 'removed' ? null : this.value(element, replacement);
  }

  private identifies(tag: Tag, vr: string, latin1: string): boolean {
    const { known } = this.context.text;
    const isNumeric = NUMERIC.test(vr);
    if (isNumeric && isWellFormed(vr, latin1)) return isPersonalNumber(tag, vr, latin1, known);
    if (known.distinct?.test(latin1) || !isAscii(latin1) || known.longTraces.some((trace) => latin1.includes(trace))) return true;
    if (isNumeric) return findIdentities(latin1, this.context.text).length > 0;
    return LONG_NUMBER.test(latin1) && findIdentities(latin1, this.personal).length > 0;
  }

  private uid(element: DataElement): OutputElement {
    if (isUid(valueLatin1(this.context.source, element))) return this.asItWas(element);
    this.context.log.add(element.tag, 'unlisted-uid', 'U');
    return this.value(element, this.replaceUids(element));
  }

  /** What is no name of a character set, however it is spelt, may be somebody's. */
  private characterSets(element: DataElement): OutputElement {
    const values = valueLatin1(this.context.source, element).split('\\').map(trimValue);
    if (values.every((value) => CHARACTER_SET.test(value))) return this.asItWas(element);
    this.context.log.add(element.tag, 'free-text', 'C');
    return this.value(element, Buffer.from(values.map((value) => (CHARACTER_SET.test(value) ? value : '')).join('\\'), 'latin1'));
  }

  /** Ages above 89 are few enough to single somebody out: they become 090Y. */
  private age(element: DataElement): OutputElement {
    const latin1 = valueLatin1(this.context.source, element);
    const isAge = /^\s*\d{3}[DWMY][\s\0]*$/.test(latin1);
    if (isAge && !(latin1.trimStart()[3] === 'Y' && Number.parseInt(latin1, 10) > OLDEST_AGE_YEARS)) return this.asItWas(element);
    this.context.log.add(element.tag, 'free-text', 'C');
    return this.value(element, isAge ? Buffer.from('090Y', 'latin1') : dummyValue('AS'));
  }

  /** Tables and profiles hold no text, unless somebody put it there: one that shows what the file knows of a person says nothing any more. */
  private bytes(element: DataElement, vr: string): OutputElement {
    const { known } = this.context.text;
    if (element.undefinedLength || element.valueLength < SHORTEST_SEARCHED_BYTES || element.valueLength > LONGEST_TEXT_BYTES)
      return this.asItWas(element);
    const value = valueBytes(this.context.source, element);
    if (!holdsIdentity([value], known) && !showsIdentity(value, this.context.text)) return this.asItWas(element);
    this.context.log.add(element.tag, 'free-text', 'D');
    return this.value(element, Buffer.alloc(element.valueLength, dummyValue(vr)));
  }

  private replaceUids(element: DataElement): Buffer {
    const uids = valueLatin1(this.context.source, element).split('\\').map(trimValue);
    const replaced = uids.map((uid) => replacedUid(uid, this.context.pseudonymizer));
    return Buffer.from(replaced.join('\\'), 'latin1');
  }

  private shiftDates(element: DataElement, vr: string): Buffer {
    const dates = valueLatin1(this.context.source, element).split('\\').map(trimValue);
    const shifted = dates.map((date) =>
      date === '' ? '' : (shiftDate(date, this.context.shiftDays) ?? dummyValue(vr).toString('latin1')),
    );
    return Buffer.from(shifted.join('\\'), 'latin1');
  }

  private asItWas(element: DataElement): OutputElement {
    const { tag, start, end, encoding, valueOffset, valueLength, undefinedLength } = element;
    if (encoding === this.context.encoding || undefinedLength) return { kind: 'verbatim', tag, start, end };
    return { kind: 'range', tag, vr: this.vrOf(element), start: valueOffset, end: valueOffset + valueLength };
  }

  private value(element: DataElement, value: Buffer): OutputElement {
    return { kind: 'value', tag: element.tag, vr: this.vrOf(element), value };
  }

  /** A replacement takes the representation of the standard; one written as another (a name as OB) would keep its error. */
  private vrOf(element: DataElement): string {
    const known = dictionaryVr(element.tag);
    if (known === undefined || groupOf(element.tag) === 0x7fe0) return element.vr;
    return isText(known) || !this.context.encoding.explicit ? known : element.vr;
  }

  private characterSet(dataSet: DataSet): CharacterSet | null {
    const element = findElement(dataSet, SPECIFIC_CHARACTER_SET);
    return element ? characterSetOf(valueLatin1(this.context.source, element).split('\\').map(trimValue)) : null;
  }
}
