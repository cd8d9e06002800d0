import { type FeeSchedule } from '#libs/ledger';
import { type Organisation } from './confirmation.data';

/** What the loaders of this stage deliver; see `confirmation.facts.ts`. */
export interface OrganisationFact extends Organisation {
  readonly roles: readonly string[];
}

export interface RoundFact {
  readonly rounds: number;
  /** A registration of the asset that is under way or stands. */
  readonly openCaseId: string | null;
}

/** The agency's published fees, also those of other days. */
export interface FeesFact {
  readonly schedules: readonly FeeSchedule[];
}

/** Objections that came in but have not reached the case yet. */
export interface PendingObjectionsFact {
  readonly count: number;
}

export interface LegalTimeFact {
  readonly simulated: boolean;
}
