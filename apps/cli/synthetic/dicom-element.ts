import { dictionary, type Keyword, type Vr } from './dicom-dictionary';
import { type PlantedText } from './planted-text';

export type Dataset = readonly Element[];

/** Text (several values as a list), numbers (US and UL), bytes (OB, OW, UN) or the items of a sequence. */
export type ElementValue = string | readonly string[] | readonly number[] | Uint8Array | readonly Dataset[];

export interface Element {
  readonly tag: number;
  readonly vr: Vr;
  /** The keyword, or the tag as `(0071,1001)` where it is private. */
  readonly name: string;
  readonly value: ElementValue;
  /** What of the value tells who the patient is, or where, when and by whom he was seen. */
  readonly planted: readonly PlantedText[];
}

/** An element that says nothing about the patient. */
export const plain = (keyword: Keyword, value: ElementValue): Element => ({ ...dictionary[keyword], name: keyword, value, planted: [] });

/** An element whose whole value identifies: each value is planted, and so is each group of a person name. */
export const identifying = (keyword: Keyword, kind: PlantedText['kind'], value: string | readonly string[]): Element => ({
  ...plain(keyword, value),
  planted: wholeValues(dictionary[keyword].vr, value).map((text) => ({ kind, text })),
});

/** Running text with identities inside: the text, and each of them. */
export const running = (keyword: Keyword, text: string, inside: readonly PlantedText[]): Element => ({
  ...plain(keyword, text),
  planted: [{ kind: 'running-text', text }, ...inside],
});

export const sequence = (keyword: Keyword, items: readonly Dataset[]): Element => plain(keyword, items);

/** A private block at `10` of an odd group: its creator, then its elements (PS3.5 7.8.1). Offsets run from 0x00 to 0xff. */
export const privateBlock = (group: number, creator: string, members: readonly PrivateMember[]): Dataset => [
  privateElement(group, 0x0010, { offset: 0x10, vr: 'LO', value: creator, planted: [] }),
  ...members.map((member) => privateElement(group, 0x1000 + member.offset, member)),
];

export interface PrivateMember {
  readonly offset: number;
  readonly vr: Vr;
  readonly value: ElementValue;
  readonly planted: readonly PlantedText[];
}

function privateElement(group: number, element: number, { vr, value, planted }: PrivateMember): Element {
  if (group % 2 === 0) throw new RangeError('a private group is odd');
  const hex = (number: number): string => number.toString(16).padStart(4, '0');
  return { tag: group * 0x1_0000 + element, vr, name: `(${hex(group)},${hex(element)})`, value, planted };
}

/** The parts of a value that a leak check looks for by themselves: `Wang^Li=王^丽` leaks by either group. */
function wholeValues(vr: Vr, value: string | readonly string[]): readonly string[] {
  const values = typeof value === 'string' ? [value] : value;
  return vr === 'PN' ? values.flatMap((name) => name.split('=')) : values;
}

export const isItems = (value: ElementValue): value is readonly Dataset[] => Array.isArray(value) && Array.isArray(value[0]);
