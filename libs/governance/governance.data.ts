import { type ProfileOption } from '#libs/deidentification/dicom';
import { type LegalDate } from '#libs/kernel';
import { type FeeRange } from '#libs/ledger';
import { type Finding, type GovernedDataset, type SealedDataset } from '#libs/pipeline';
import { type DataLevel, type Route } from '#libs/terms';
import { type DimensionFigure } from './quality/quality-report';
import { type GovernanceRates } from './governance-rates';
import { type MeasuredRisk } from './risk/reidentification-risk';

export type GovernanceState =
  'planned' | 'running' | 'review' | 'sealing' | 'released' | 'blocked' | 'secret-destroying' | 'secret-destroyed' | 'ended';

/** The document of a governance case: bound to one sealed dataset by its digest. */
export interface GovernanceData {
  readonly datasetVersion: number;
  readonly sealed: SealedDataset;
  readonly plan: GovernancePlan;
  readonly run: Run | null;
  readonly measured: Measured | null;
  readonly determination: Determination | null;
  readonly grading: Grading | null;
  /** What was booked so far: a rework books the difference alone. */
  readonly booked: { readonly scans: number; readonly cpuMilliseconds: number; readonly decisions?: number };
  readonly blocked: Blocked | null;
  readonly governed: GovernedDataset | null;
}

export interface GovernancePlan {
  readonly files: number;
  readonly bytes: number;
  /** At least this many; how files fall into shards is known once the manifest is read. */
  readonly shards: number;
  readonly shardLimits: string;
  /** What the run is to be booked at, by the rates: what a budget is held against. */
  readonly estimate: FeeRange;
  /** Absent in a case that was planned before they could be set: the defaults. */
  readonly rates?: GovernanceRates;
  readonly options: readonly ProfileOption[];
  /** `special`: conditions under the strictest protection (HIV, STD …), level 5 of GB/T 39725. */
  readonly sensitivity: 'ordinary' | 'special';
  readonly periodFrom: LegalDate;
  readonly periodTo: LegalDate;
}

/** One pass over files. `epoch` grows with each; what an older one writes late changes nothing. */
export interface Run {
  readonly id: string;
  readonly epoch: number;
  readonly what: 'whole' | 'retry' | 'rework';
  readonly options: readonly ProfileOption[];
}

export interface Tally {
  readonly files: number;
  readonly released: number;
  readonly quarantined: number;
  readonly refused: number;
  readonly patients: number;
  /** Studies: what a fee for each scan is counted by. */
  readonly scans: number;
  readonly releasedBytes: number;
}

/** The measurement of a run in brief; the whole report is an object at the home. */
export interface Measured {
  readonly epoch: number;
  readonly tally: Tally;
  /** SHA-256 of the report. */
  readonly report: string;
  readonly qualityRules: string;
  readonly dimensions: readonly DimensionFigure[];
  readonly riskRules: string;
  /** Null where nothing was released. */
  readonly risk: MeasuredRisk | null;
  readonly cpuMilliseconds: number;
}

/** What the data committee determined beyond the measurement, on evidence. */
export interface Determination {
  readonly population: number;
  readonly membershipKnown: boolean;
  readonly finding: 'as-measured' | 'de-identified';
  readonly evidence: string;
  readonly reason: string;
  readonly by: string;
}

export interface Grading {
  readonly rules: string;
  readonly finding: Finding;
  readonly level: DataLevel;
  readonly routes: readonly Route[];
}

/** Why the case stands still: a code, and for a failed shard its number. */
export interface Blocked {
  readonly code: string;
  readonly reason: string;
  readonly shard: number | null;
}
