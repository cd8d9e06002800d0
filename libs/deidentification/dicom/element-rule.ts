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
const ORIGINAL_ATTRIBUTES = new Set([0x04000550, 0x04000551, 0x04000561]);

/** What happens to an element at its place: `parent` is the sequence it lies in, null at the top. */
export function decideElement(tag: Tag, vr: string, parent: Tag | null, context: RuleContext): Decision {
  const group = groupOf(tag);
  if (isPrivate(tag)) return decision('private', 'X');
  if (elementOf(tag) === 0) return decision('group-length', 'X');
  if (group < 0x0008) return decision('file-meta', 'X');
  const row = profileRow(tag);
  if (row) {
    const option = optionCode(row, context.columns);
    if (option) return decision('option', option);
    return decision('basic-profile', resolveBasicCode(row.basic, typeAt(tag, parent, context)));
  }
  if (dictionaryVr(tag) === undefined) return decision('unknown-element', 'X');
  return decideUnlisted(tag, vr, context);
}

/** Table E.1-1 leaves out some names, dates and UIDs of later supplements; by their representation they are no different. */
function decideUnlisted(tag: Tag, vr: string, { columns }: RuleContext): Decision {
  if (ORIGINAL_ATTRIBUTES.has(tag)) return decision('basic-profile', 'X');
  if (vr === 'PN') return decision('unlisted-person', 'D');
  if (vr === 'UI' && !CLASS_UIDS.has(tag) && !columns.has('uids')) return decision('unlisted-uid', 'U');
  if ((vr === 'DA' || vr === 'DT') && !columns.has('full')) return decision('unlisted-date', columns.has('modified') ? 'C' : 'D');
  return KEEP;
}

const typeAt = (tag: Tag, parent: Tag | null, { iod }: RuleContext): AttributeType | undefined => {
  if (parent !== null) return nestedType(parent, tag);
  return iod ? (iod.types.get(tag) ?? '3') : undefined;
};
