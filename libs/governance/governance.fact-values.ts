import { type Money } from '#libs/kernel';

/** How often the asset was governed, and the case that is still open on it. */
export interface RoundFact {
  readonly rounds: number;
  readonly openCaseId: string | null;
}

/** What producing the asset has cost so far. */
export interface SpendingFact {
  readonly booked: Money;
}

/** Files that were not released, by what a person decided on them. */
export interface QuarantineFact {
  readonly undecided: number;
  readonly dropped: number;
  readonly rework: number;
  /** Of the files that the command names: those that are not held, each with the epoch that its decision counts for. */
  readonly named: readonly { readonly file: number; readonly epoch: number | null }[];
}
