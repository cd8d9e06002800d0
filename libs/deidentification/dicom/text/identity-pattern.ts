/** `person`, `number` and `contact` are always somebody's; the others may be an institution's or a device's own where an option keeps those. */
export type PatternKind = 'number' | 'contact' | 'record' | 'date' | 'place' | 'person';

export interface IdentityPattern {
  readonly kind: PatternKind;
  /** Matches in the normal form; global. */
  readonly expression: RegExp;
  /** What a text must have for the pattern to be worth its time; a number in it counts from two digits. */
  readonly needs: 'digits' | 'hanzi' | 'words' | 'at' | 'address' | 'always';
  /** Which group is the identity; 0 or absent: the whole match. */
  readonly group?: number;
  readonly accept?: (match: string) => boolean;
}
