/**
 * What a public count may say. A value that fewer people share than the smallest cell is not named, unless all share it: then it singles nobody
 * out. Counts are rounded down to a multiple of the cell, so that no difference of two of them counts a smaller group.
 */
export const disclosureRules = {
  version: 'card-disclosure/1',
  /** People. Statistics offices take 5 to 11; 10 is what health agencies mostly publish by. */
  smallestCell: 10,
} as const;

export type DisclosureRules = { readonly version: string; readonly smallestCell: number };

export interface NamedValue {
  readonly value: string;
  /** People, rounded down to a multiple of the smallest cell; exact where all share the value. */
  readonly patients: number;
}

export interface Breakdown {
  readonly values: readonly NamedValue[];
  /** How many further values there are that too few people share. */
  readonly withheld: number;
}

/** @param people who have each value @param total all people of the dataset */
export function disclosed(
  people: ReadonlyMap<string, number>,
  total: number,
  { smallestCell }: DisclosureRules = disclosureRules,
): Breakdown {
  const named = [...people].filter(([, count]) => isDisclosable(count, total, { smallestCell }));
  const values = named.map(([value, count]) => ({ value, patients: count === total ? total : count - (count % smallestCell) }));
  return {
    values: values.sort((one, other) => other.patients - one.patients || (one.value < other.value ? -1 : 1)),
    withheld: people.size - named.length,
  };
}

/** Whether so many people of all may be spoken of. */
export const isDisclosable = (
  count: number,
  total: number,
  { smallestCell }: Pick<DisclosureRules, 'smallestCell'> = disclosureRules,
): boolean => count > 0 && (count === total || count >= smallestCell);
