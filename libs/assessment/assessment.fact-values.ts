import { type Money } from '#libs/kernel';

/** What the loaders of this stage deliver; see `assessment.facts.ts`. */
export interface FirmFact {
  readonly id: string;
  readonly name: string;
  readonly creditCode: string;
  readonly roles: readonly string[];
}

export interface RoundFact {
  /** Assessments that the asset had. */
  readonly rounds: number;
  /** One that is under way, or whose opinion stands. */
  readonly openCaseId: string | null;
}

/** What binds the firm to the hospital, or one of its people to it, beyond this engagement. */
export interface ConflictFact {
  /** People who belong to both. */
  readonly sharedPeople: readonly string[];
  /** Parts other than law firm that the firm plays in cases of this hospital, and cases of the firm's own in which the hospital is a party. */
  readonly otherParts: readonly { readonly kind: string; readonly part: string }[];
}

/** What has been booked as cost of the asset so far. */
export interface SpendingFact {
  readonly booked: Money;
}

/** Lawyers of the firm, by person, with the number of their practising certificate where it is known. */
export interface LawyersFact {
  readonly lawyers: readonly { readonly personId: string; readonly practiceNumber: string | null }[];
}

export interface LegalTimeFact {
  readonly simulated: boolean;
}
