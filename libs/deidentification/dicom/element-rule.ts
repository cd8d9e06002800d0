import { dictionaryVr } from './dictionary';
import { nestedType, type AttributeType, type Iod } from './iod-types';
import { optionCode, profileRow } from './profile-table';
import { resolveBasicCode, type Action } from './resolved-action';
import { type Rule } from './tag-action';
import { elementOf, groupOf, isPrivate, type Tag } from './tag';

export interface RuleContext {
  /** Columns of Table E.1-1 that the chosen options switch on. */
  readonly columns: ReadonlySet<string>;
  /** Undefined for a SOP class without a known IOD. */
  readonly iod: Iod | undefined;
}

export interface Decision {
  readonly action: Action;
  readonly rule: Rule;
}

const decision = (rule: Rule, action: Action): Decision => ({ rule, action });
const KEEP = decision('basic-profile', 'K');
/** UIDs of classes, coding schemes and their makers: they name kinds of things, never an instance. */
const CLASS_UIDS = new Set([
  0x0008010c, 0x0008010d, 0x00080117, 0x00080118, 0x00080016, 0x0008001a, 0x0008001b, 0x00080062, 0x00081150, 0x0008115a,
]);
/** Addresses of objects and people: they hold hosts, accounts and UIDs. Those of terminologies and within a document name kinds and parts. */
const HARMLESS_ADDRESSES = new Set([0x0008010e, 0x00080120, 0x00687005]);
/**
 * Numbers, keys and dates of one person, order or document that Table E.1-1 leaves out: retired order numbers (0040,1006) to (0040,2007),
 * birth and death date in another calendar, the identifier of a clinical document, keys of an archive's inventory, boarding passes,
 * media and the owner of a print job; and signatures or encrypted copies outside of their sequences.
 */
const UNLISTED_IDENTIFIERS = new Set([
  0x00100033, 0x00100034, 0x00401006, 0x00401007, 0x00402006, 0x00402007, 0x0040e001, 0x0040a074, 0x0040a089, 0x0040a992, 0x0008041b,
  0x0008041c, 0x00080418, 0x00880130, 0x21000160, 0x4010101a, 0x40101051, 0x40101053, 0x0074100c, 0x00102295, 0x04000120, 0x04000520,
]);
/**
 * Required where another attribute is, which never stays: the role of the responsible person, the calendar of dates. Without it they are an error.
 */
const COMPANIONS = new Set([0x00102298, 0x00100035]);
const ORIGINAL_ATTRIBUTES = new Set([0x04000550, 0x04000551, 0x04000561]);

/**
 * The decisions for one IOD and one set of options. The files of a series ask the same again and again, so they are kept; the tags of
 * the dictionary bound their number.
 */
export class RuleBook {
  private readonly top = new Map<Tag, Decision>();

  readonly keepsSafePrivate: boolean;

  constructor(private readonly context: RuleContext) {
    this.keepsSafePrivate = context.columns.has('private');
  }

  decide(tag: Tag, vr: string, parent: Tag | null): Decision {
    if (parent !== null || isPrivate(tag) || dictionaryVr(tag) !== vr) return decideElement(tag, vr, parent, this.context);
    const known = this.top.get(tag);
    if (known) return known;
    const decided = decideElement(tag, vr, parent, this.context);
    this.top.set(tag, decided);
    return decided;
  }

  /** Of an attribute at the top of the object. */
  typeOf(tag: Tag): AttributeType | undefined {
    return typeAt(tag, null, this.context);
  }
}

const books = new Map<string, RuleBook>();

export function ruleBook(context: RuleContext): RuleBook {
  const key = `${context.iod?.name ?? ''} ${[...context.columns].join(' ')}`;
  const known = books.get(key);
  if (known) return known;
  const book = new RuleBook(context);
  books.set(key, book);
  return book;
}

/** What happens to an element at its place: `parent` is the sequence it lies in, null at the top. */
function decideElement(tag: Tag, vr: string, parent: Tag | null, context: RuleContext): Decision {
  const group = groupOf(tag);
  // Which private elements are safe depends on their creators, which the data set knows: see safe-private.
  if (isPrivate(tag)) return decision('private', 'X');
  if (elementOf(tag) === 0) return decision('group-length', 'X');
  if (group < 0x0008) return decision('file-meta', 'X');
  const row = profileRow(tag);
  if (row) {
    const option = optionCode(row, context.columns);
    // Overlay bits and curves can't be searched for text: cleaning them is taking them out.
    if (option === 'C' && isPlane(group)) return decision('option', 'X');
    if (option) return decision('option', option);
    return decision('basic-profile', resolveBasicCode(row.basic, typeAt(tag, parent, context)));
  }
  if (dictionaryVr(tag) === undefined) return decision('unknown-element', 'X');
  return decideUnlisted(tag, vr, context, typeAt(tag, parent, context));
}

/** Table E.1-1 leaves out some names, dates and UIDs of later supplements; by their representation they are no different. */
function decideUnlisted(tag: Tag, vr: string, { columns }: RuleContext, type: AttributeType | undefined): Decision {
  if (ORIGINAL_ATTRIBUTES.has(tag) || COMPANIONS.has(tag)) return decision('basic-profile', 'X');
  if (UNLISTED_IDENTIFIERS.has(tag)) return decision('unlisted-identifier', resolveBasicCode('X/Z/D', type));
  if (vr === 'UR' && !HARMLESS_ADDRESSES.has(tag)) return decision('unlisted-identifier', resolveBasicCode('X/Z/D', type));
  if (vr === 'PN') return decision('unlisted-person', 'D');
  if (vr === 'UI' && !CLASS_UIDS.has(tag) && !columns.has('uids')) return decision('unlisted-uid', 'U');
  if ((vr === 'DA' || vr === 'DT') && !columns.has('full')) return decision('unlisted-date', columns.has('modified') ? 'C' : 'D');
  return KEEP;
}

const isPlane = (group: number): boolean => group >>> 8 === 0x60 || group >>> 8 === 0x50;

const typeAt = (tag: Tag, parent: Tag | null, { iod }: RuleContext): AttributeType | undefined => {
  // Overlays and curves go as a whole plane, so nothing of what one requires is missing.
  if (isPlane(groupOf(tag))) return '3';
  if (parent !== null) return nestedType(parent, tag);
  return iod ? (iod.types.get(tag) ?? '3') : undefined;
};
