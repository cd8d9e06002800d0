import { type Vr } from './dicom-dictionary';
import { type Dataset, type Element, isItems } from './dicom-element';
import { type CharacterSet, encodeText } from './dicom-text';

export interface Encoding {
  readonly characterSet: CharacterSet;
  readonly sequences: 'defined-length' | 'delimited';
}

/** Representations whose length takes four bytes after two reserved ones (PS3.5 7.1.2). */
const longLengths: ReadonlySet<Vr> = new Set(['OB', 'OW', 'SQ', 'UN'] as const);

/** Text that follows Specific Character Set; other text is ASCII (PS3.5 6.1.2.2). */
const localText: ReadonlySet<Vr> = new Set(['LO', 'LT', 'PN', 'SH', 'ST'] as const);

/** Text of one value, in which a backslash is a character. */
const singleText: ReadonlySet<Vr> = new Set(['LT', 'ST'] as const);

/** Characters a value may have (PS3.5 table 6.2-1); a person name's limit is for each group. */
const limits: Partial<Record<Vr, number>> = {
  ...{ AE: 16, AS: 4, CS: 16, DA: 8, DS: 16, IS: 12, LO: 64, LT: 10240 },
  ...{ PN: 64, SH: 16, ST: 1024, TM: 14, UI: 64 },
};

const undefinedLength = 0xffffffff;

/**
 * A dataset in Explicit VR Little Endian, its elements in order of tag.
 * @throws RangeError where a value breaks its representation's limits or an element stands twice
 */
export function encodeDataset(dataset: Dataset, encoding: Encoding): Buffer {
  const ordered = [...dataset].sort((one, other) => one.tag - other.tag);
  ordered.forEach((element, index) => {
    if (element.tag === ordered[index + 1]?.tag) throw new RangeError(`${element.name} stands twice`);
  });
  return Buffer.concat(ordered.flatMap((element) => encodeElement(element, encoding)));
}

function encodeElement(element: Element, encoding: Encoding): readonly Buffer[] {
  const content = element.vr === 'SQ' ? encodeItems(element, encoding) : padded(encodeValue(element, encoding.characterSet), element.vr);
  const delimited = element.vr === 'SQ' && encoding.sequences === 'delimited';
  const head = Buffer.alloc(longLengths.has(element.vr) ? 12 : 8);
  writeTag(head, element.tag);
  head.write(element.vr, 4, 'latin1');
  if (head.length === 12) head.writeUInt32LE(delimited ? undefinedLength : content.length, 8);
  else head.writeUInt16LE(content.length, 6);
  return delimited ? [head, content, delimiter(0xfffee0dd, 0)] : [head, content];
}

function encodeItems({ value, name }: Element, encoding: Encoding): Buffer {
  if (!isItems(value)) throw new RangeError(`${name} takes items`);
  const items = value.flatMap((item) => {
    const content = encodeDataset(item, encoding);
    return encoding.sequences === 'delimited'
      ? [delimiter(0xfffee000, undefinedLength), content, delimiter(0xfffee00d, 0)]
      : [delimiter(0xfffee000, content.length), content];
  });
  return Buffer.concat(items);
}

function delimiter(tag: number, length: number): Buffer {
  const bytes = Buffer.alloc(8);
  writeTag(bytes, tag);
  bytes.writeUInt32LE(length, 4);
  return bytes;
}

function writeTag(bytes: Buffer, tag: number): void {
  bytes.writeUInt16LE(tag >>> 16, 0);
  bytes.writeUInt16LE(tag & 0xffff, 2);
}

function encodeValue(element: Element, characterSet: CharacterSet): Uint8Array {
  const { value, vr, name } = element;
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return encodeStrings([value], element, characterSet);
  if (value.every((part) => typeof part === 'string')) return encodeStrings(value, element, characterSet);
  if (value.every((part) => typeof part === 'number') && (vr === 'US' || vr === 'UL')) return encodeNumbers(value, vr);
  throw new RangeError(`${name} has a value that ${vr} does not take`);
}

function encodeNumbers(numbers: readonly number[], vr: 'US' | 'UL'): Buffer {
  const width = vr === 'US' ? 2 : 4;
  const bytes = Buffer.alloc(numbers.length * width);
  numbers.forEach((number, index) => bytes.writeUIntLE(number, index * width, width));
  return bytes;
}

function encodeStrings(values: readonly string[], { vr, name }: Element, characterSet: CharacterSet): Buffer {
  for (const value of values) {
    const groups = vr === 'PN' ? value.split('=') : [value];
    if (groups.some((group) => [...group].length > (limits[vr] ?? 0))) throw new RangeError(`${name} is longer than ${vr} allows`);
    if (!singleText.has(vr) && value.includes('\\')) throw new RangeError(`${name} holds a backslash`);
  }
  return encodeText(values.join('\\'), localText.has(vr) ? characterSet : 'ISO_IR 100');
}

/** Values have even length: text ends in a space, UIDs and bytes in a null (PS3.5 6.2). */
function padded(content: Uint8Array, vr: Vr): Buffer {
  const pad = Buffer.alloc(content.length % 2, vr === 'UI' || longLengths.has(vr) ? 0 : 0x20);
  return Buffer.concat([content, pad]);
}
