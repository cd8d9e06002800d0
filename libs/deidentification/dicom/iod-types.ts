import { IODS, MODULES, NESTED_TYPES, SOP_CLASSES } from './standard/iod-types.generated';
import { parseTag, type Tag } from './tag';

/** PS3.5 section 7.4: required (1), required or empty (2), conditional (C), optional (3). */
export type AttributeType = '1' | '1C' | '2' | '2C' | '3';

export interface Iod {
  readonly name: string;
  /** The strictest type that any module of the IOD gives a top-level attribute; absent: type 3. */
  readonly types: ReadonlyMap<Tag, AttributeType>;
  /** Types 1 and 2 of the mandatory modules: what every instance must have. */
  readonly required: readonly Tag[];
}

const STRICTNESS: readonly AttributeType[] = ['3', '2C', '2', '1C', '1'];
const lines = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
const moduleRows = new Map(lines(MODULES).map(([key = '', ...entries]) => [key, entries]));
const iodRows = new Map(lines(IODS).map(([key = '', ...entries]) => [key, entries]));
const iodOfSopClass = new Map(lines(SOP_CLASSES).map(([uid = '', key = '']) => [uid, key]));
const nestedTypes = new Map<Tag, Map<Tag, AttributeType>>();
for (const entry of NESTED_TYPES.trim().split(/\s+/)) {
  const [sequence = '', tag = '', type] = entry.split(/[>:]/);
  const inner = nestedTypes.get(parseTag(sequence)) ?? new Map<Tag, AttributeType>();
  inner.set(parseTag(tag), type as AttributeType);
  nestedTypes.set(parseTag(sequence), inner);
}

const built = new Map<string, Iod>();

/** The IOD of a SOP class, or undefined for private and unknown classes. */
export function iodOf(sopClass: string): Iod | undefined {
  const key = iodOfSopClass.get(sopClass);
  if (key === undefined) return undefined;
  const cached = built.get(key);
  if (cached) return cached;
  const iod = buildIod(key);
  built.set(key, iod);
  return iod;
}

function buildIod(name: string): Iod {
  const types = new Map<Tag, AttributeType>();
  const required = new Set<Tag>();
  for (const entry of iodRows.get(name) ?? []) {
    const [key = '', usage] = entry.split(':');
    for (const attribute of moduleRows.get(key) ?? []) {
      const [hex = '', type] = attribute.split(':') as [string, AttributeType];
      const tag = parseTag(hex);
      types.set(tag, stricter(types.get(tag) ?? '3', type));
      if (usage === 'M' && (type === '1' || type === '2')) required.add(tag);
    }
  }
  return { name, types, required: [...required] };
}

const stricter = (one: AttributeType, other: AttributeType): AttributeType =>
  STRICTNESS.indexOf(one) >= STRICTNESS.indexOf(other) ? one : other;

/** The strictest type that PS3.3 gives an attribute inside a sequence, whatever the IOD. */
export const nestedType = (sequence: Tag, tag: Tag): AttributeType => nestedTypes.get(sequence)?.get(tag) ?? '3';
