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
  /** The files that the command names. */
  readonly named: readonly NamedFile[];
}

export interface NamedFile {
  readonly file: number;
  /** That a decision on it counts for; null for a file that is not held. */
  readonly epoch: number | null;
  /** Codes of the reasons that hold it, without those that a released file may have. */
  readonly holding: readonly string[];
  /** Of its pixels, where they are known. */
  readonly rows: number | null;
  readonly columns: number | null;
  readonly frames: number | null;
}
