import { type ReidentificationRisk } from '#libs/terms';

/** Sizes of the equivalence classes: people who can't be told apart by what is left of them. */
export interface MeasuredRisk extends ReidentificationRisk {
  readonly people: number;
  readonly classes: number;
  /** Size of the smallest class: the k of k-anonymity. */
  readonly k: number;
  /** Mean of the risk over all people, for an attacker who knows that his target is in the dataset. */
  readonly prosecutorMean: number;
}

/** What is known of how an attacker stands to the dataset. */
export interface AttackModel {
  /** People that the dataset was drawn from; absent: none but those in it. */
  readonly population?: number;
  /** Whether an attacker can know that his target is in the dataset. Assumed where nobody determined otherwise. */
  readonly membershipKnown?: boolean;
}

/**
 * Risks as ARX defines them, over people and not over files: whoever finds one image of a person has found him. Without a population the
 * journalist knows no more people than the dataset, so his risk is the prosecutor's. With one, each class is taken to be as frequent in the
 * population as in the sample. Where membership can't be known there is no prosecutor, and his maximum is the journalist's.
 * @param sizes of the classes, each 1 or more
 */
export function reidentificationRisk(sizes: readonly number[], model: AttackModel = {}): MeasuredRisk | null {
  const people = sizes.reduce((sum, size) => sum + size, 0);
  if (people === 0) return null;
  const k = sizes.reduce((least, size) => Math.min(least, size));
  return underModel({ people, classes: sizes.length, k }, model);
}

/** The same people under another attack model: classes need not be counted again. */
export function underModel(
  { people, classes, k }: Pick<MeasuredRisk, 'people' | 'classes' | 'k'>,
  { population, membershipKnown = true }: AttackModel,
): MeasuredRisk {
  const fraction = people / Math.max(people, population ?? people);
  const prosecutorMean = classes / people;
  const journalistMax = fraction / k;
  return {
    people,
    classes,
    k,
    prosecutorMean,
    prosecutorMax: membershipKnown ? 1 / k : journalistMax,
    journalistMax,
    marketer: membershipKnown ? prosecutorMean : prosecutorMean * fraction,
  };
}
