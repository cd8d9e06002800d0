import { dummyValue } from './dummy-value';
import { type AttributeType } from './iod-types';
import { groupOf, type Tag } from './tag';
import { isMultiValuedText } from './value-representation';

/** What takes the place of a code, a number or a title that says who somebody is: nothing at all, no value, or a value that says nothing. */
export type CodeReplacement = Buffer | 'removed';

/**
 * By the type of the attribute at its place (PS3.5 section 7.4): an optional one goes, one that may be empty is empty, and one that has to have
 * a value gets one that its attribute allows. Of several values those stay that identify nobody; together they may, as the parts of a name do.
 */
export function replaceCode(
  { tag, vr, latin1, type }: { tag: Tag; vr: string; latin1: string; type: AttributeType | undefined },
  identifies: (value: string) => boolean,
): CodeReplacement {
  // Without those of group 0028 nobody can show the image, whatever its class; macros may require what the tables call optional.
  const needed = type && type !== '3' ? type : groupOf(tag) === 0x0028 ? '1' : '3';
  if (needed === '3') return 'removed';
  if (needed === '2' || needed === '2C') return Buffer.alloc(0);
  const values = isMultiValuedText(vr) ? latin1.split('\\') : [latin1];
  const some = values.some(identifies);
  const replaced = values.map((value, index) => (!some || identifies(value) ? sayingNothing(tag, vr, index) : value));
  return Buffer.from(replaced.join('\\'), 'latin1');
}

const sayingNothing = (tag: Tag, vr: string, index: number): string => {
  const allowed = ALLOWED.get(tag);
  return allowed?.[index] ?? allowed?.at(-1) ?? dummyValue(vr).toString('latin1').trimEnd();
};

/** Required attributes that not every value of their representation suits: for each of several values the one that claims least. */
const ALLOWED: ReadonlyMap<Tag, readonly string[]> = new Map([
  [0x00080008, ['DERIVED', 'SECONDARY', 'OTHER']],
  [0x00080060, ['OT']],
  [0x00080064, ['SYN']],
  [0x00180020, ['RM']],
  [0x00180021, ['NONE']],
  [0x00180023, ['2D']],
  [0x00185100, ['']],
  [0x00189073, ['ORIGINAL']],
  [0x00200020, ['L', 'F']],
  [0x00200060, ['U']],
  [0x00200062, ['U']],
  [0x00209161, ['NO']],
  [0x00280004, ['MONOCHROME2']],
  [0x00280030, ['1']],
  [0x00280301, ['NO']],
  [0x00281040, ['LIN']],
  [0x00281041, ['1']],
  [0x00281051, ['1']],
  [0x00281053, ['1']],
  [0x00281054, ['US']],
  [0x00281090, ['']],
  [0x00282110, ['00']],
  [0x00283004, ['US']],
  [0x0040a010, ['CONTAINS']],
  [0x0040a050, ['SEPARATE']],
  [0x0040a491, ['PARTIAL']],
  [0x0040a493, ['UNVERIFIED']],
  [0x00720004, ['SITE']],
  [0x20500020, ['IDENTITY']],
]);
