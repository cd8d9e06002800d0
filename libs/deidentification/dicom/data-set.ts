import { type ByteSource } from './byte-source';
import { type Tag } from './tag';
import { type Encoding } from './transfer-syntax';

/** An element as it lies in its source. Offsets and lengths are bytes of the source. */
export interface DataElement {
  readonly tag: Tag;
  /** As written, or PS3.6's where it was written as UN or not at all. */
  readonly vr: string;
  readonly encoding: Encoding;
  readonly start: number;
  readonly valueOffset: number;
  /** Without the delimiter that closes a value of undefined length. */
  readonly valueLength: number;
  readonly end: number;
  readonly undefinedLength: boolean;
  /** The items of a sequence. */
  readonly items: readonly DataSet[] | undefined;
}

export interface DataSet {
  readonly elements: readonly DataElement[];
  readonly undefinedLength: boolean;
  /** True where each tag is higher than the one before, as the standard asks: an element is then sought by halves. */
  readonly ascending?: boolean;
}

/** The first element of a tag. */
export function findElement({ elements, ascending }: DataSet, tag: Tag): DataElement | undefined {
  if (!ascending) return elements.find((element) => element.tag === tag);
  let from = 0;
  let to = elements.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const element = elements[middle]!;
    if (element.tag === tag) return element;
    if (element.tag < tag) from = middle + 1;
    else to = middle;
  }
  return undefined;
}

export function isAscending(elements: readonly DataElement[]): boolean {
  for (let index = 1; index < elements.length; index += 1) if (elements[index - 1]!.tag >= elements[index]!.tag) return false;
  return true;
}

/** Longest value that is looked into rather than passed through: text and numbers of real headers stay far below. */
const LONGEST_INSPECTED_BYTES = 16 * 1024 * 1024;

export const valueBytes = (source: ByteSource, element: DataElement): Buffer =>
  source.bytes(element.valueOffset, Math.min(element.valueLength, LONGEST_INSPECTED_BYTES));

export const valueLatin1 = (source: ByteSource, element: DataElement): string =>
  source.latin1(element.valueOffset, Math.min(element.valueLength, LONGEST_INSPECTED_BYTES));

/** A value of the default repertoire without its padding; for CS, UI, DS, IS, DA, TM and the like. */
export function asciiValue(source: ByteSource, dataSet: DataSet, tag: Tag): string | undefined {
  const element = findElement(dataSet, tag);
  if (!element || element.items || element.valueLength > 4096) return undefined;
  return trimValue(valueLatin1(source, element));
}

/** Trailing spaces and NULs pad a value and are no part of it; some devices pad in front too. */
export function trimValue(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  let start = 0;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  return text.slice(start, end);
}
