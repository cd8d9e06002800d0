import { type Tag } from './tag';

/**
 * Private elements that identify nobody and that readers need (PS3.15 table E.3.10-1 and what the makers document): creator, group,
 * element within the creator's block. Numbers and codes only; no text passes.
 */
const SAFE: readonly (readonly [creator: string, group: number, elements: readonly number[]])[] = [
  ['ELSCINT1', 0x00e1, [0x21, 0x50]],
  ['ELSCINT1', 0x01e1, [0x26]],
  ['ELSCINT1', 0x01f1, [0x01, 0x07, 0x26, 0x27]],
  ['GEMS_ACQU_01', 0x0019, [0x23, 0x24, 0x27]],
  ['GEMS_SERS_01', 0x0025, [0x07]],
  ['GEMS_PARM_01', 0x0043, [0x27, 0x39, 0x6f]],
  ['GEMS_HELIOS_01', 0x0045, [0x01, 0x02]],
  ['Philips PET Private Group', 0x7053, [0x00, 0x09]],
  ['Philips Imaging DD 001', 0x2001, [0x03, 0x04]],
  ['Philips MR Imaging DD 001', 0x2005, [0x0d, 0x0e]],
  ['SIEMENS MR HEADER', 0x0019, [0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x27, 0x28, 0x29]],
];

const safe = new Set(SAFE.flatMap(([creator, group, elements]) => elements.map((element) => `${creator} ${group} ${element}`)));
const NUMBERS_AND_CODES = new Set(['CS', 'DS', 'FD', 'FL', 'IS', 'SL', 'SS', 'UL', 'US', 'SV', 'UV']);

/** Which private elements of a data set may stay, with the creators that reserve their blocks; `creators` maps (gggg,00bb) to its value. */
export function safePrivateTags(
  elements: readonly { readonly tag: Tag; readonly vr: string }[],
  creators: ReadonlyMap<Tag, string>,
): Set<Tag> {
  const kept = new Set<Tag>();
  for (const { tag, vr } of elements) {
    const group = tag >>> 16;
    const block = (tag >>> 8) & 0xff;
    const creatorTag = group * 0x10000 + block;
    const creator = creators.get(creatorTag);
    if (creator === undefined || !NUMBERS_AND_CODES.has(vr) || !safe.has(`${creator} ${group} ${tag & 0xff}`)) continue;
    kept.add(tag);
    kept.add(creatorTag);
  }
  return kept;
}
