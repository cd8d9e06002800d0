import { TAGS_BY_VR } from './standard/dictionary.generated';
import { elementOf, groupOf, parseTag, tagFrom, type Tag } from './tag';

const vrByTag = new Map<Tag, string>();
for (const [vr, tags] of Object.entries(TAGS_BY_VR)) for (const tag of tags.trim().split(/\s+/)) vrByTag.set(parseTag(tag), vr);

/** Repeating groups of overlays, 6000 to 60FF, share the definitions of group 6000 (PS3.5 section 7.6). */
const baseTag = (tag: Tag): Tag => (groupOf(tag) >>> 8 === 0x60 ? tagFrom(0x6000, elementOf(tag)) : tag);

/** The representation PS3.6 gives a tag, or undefined for private and unknown ones. */
export const dictionaryVr = (tag: Tag): string | undefined => {
  const vr = vrByTag.get(tag) ?? vrByTag.get(baseTag(tag));
  if (vr) return vr;
  return elementOf(tag) === 0 ? 'UL' : undefined;
};
