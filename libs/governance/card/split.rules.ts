import { sha256Hex } from '#libs/kernel';

export type Split = 'train' | 'validation' | 'test';

/**
 * Which part a person's series belong to, for whoever trains and tests on the data (YY/T 1833.2: no person in two parts). It follows from the
 * person's replacement alone, so an increment moves nobody and every copy of the dataset has the same parts.
 */
export const splitRules = {
  version: 'patient-split/1',
  shares: { train: 0.7, validation: 0.15, test: 0.15 },
} as const satisfies { readonly version: string; readonly shares: Readonly<Record<Split, number>> };

const HASH_DIGITS = 12;

export function splitOf(person: string): Split {
  const place = Number.parseInt(sha256Hex(`${splitRules.version}\0${person}`).slice(0, HASH_DIGITS), 16) / 16 ** HASH_DIGITS;
  const { train, validation } = splitRules.shares;
  return place < train ? 'train' : place < train + validation ? 'validation' : 'test';
}
