/** A tag as one number: group in the upper 16 bits, element in the lower (0x00100010 is the patient's name). */
export type Tag = number;

export const groupOf = (tag: Tag): number => tag >>> 16;
export const elementOf = (tag: Tag): number => tag & 0xffff;
export const tagFrom = (group: number, element: number): Tag => group * 0x10000 + element;
export const isPrivate = (tag: Tag): boolean => (groupOf(tag) & 1) === 1;

/** `00100010`: how the generated tables and the report write a tag. */
export function formatTag(tag: Tag): string {
  const known = formatted.get(tag);
  if (known !== undefined) return known;
  const text = tag.toString(16).toUpperCase().padStart(8, '0');
  // Every file of a run names the same few hundred; a hostile one names any.
  if (formatted.size < MOST_FORMATTED) formatted.set(tag, text);
  return text;
}

const formatted = new Map<Tag, string>();
const MOST_FORMATTED = 8192;
export const parseTag = (text: string): Tag => Number.parseInt(text, 16);

export const ITEM: Tag = 0xfffee000;
export const ITEM_END: Tag = 0xfffee00d;
export const SEQUENCE_END: Tag = 0xfffee0dd;

export const PIXEL_DATA: Tag = 0x7fe00010;
const FLOAT_PIXEL_DATA: Tag = 0x7fe00008;
const DOUBLE_PIXEL_DATA: Tag = 0x7fe00009;
export const isPixelData = (tag: Tag): boolean => tag === PIXEL_DATA || tag === FLOAT_PIXEL_DATA || tag === DOUBLE_PIXEL_DATA;
