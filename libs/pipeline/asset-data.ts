import { type LegalDate, type Money } from '#libs/kernel';
import { type FeeRange, type LedgerStage } from '#libs/ledger';
import { type Certificate, type GovernedDataset, type Opinion, type SealedDataset } from './handover';

/** The stage that an asset is in. */
export type AssetState = 'collection' | 'governance' | 'assessment' | 'confirmation' | 'trading' | 'retired';

export type ApprovalKind = 'ethics' | 'data-committee' | 'director' | 'state-assets';

/** The document of an asset's case. The case's id is the asset's. */
export interface AssetData {
  readonly annex1: Annex1;
  readonly rightsStatement: RightsStatement;
  readonly contributors: readonly Contributor[];
  readonly approvals: readonly Approval[];
  /** Whether the data counts as public data (guide art. 15), who decided, on what evidence; null: not decided. */
  readonly publicData: PublicDataDecision | null;
  readonly planned: PlannedVolume;
  /** Made at registration; absent in what was registered without one. */
  readonly estimate?: AssetEstimate;
  /** The most that production may cost before finance has agreed to more; null: no hold. */
  readonly budget: Money | null;
  /** Counted from 1; increments keep it. */
  readonly datasetVersion: number;
  readonly sealed: SealedDataset | null;
  /** Of the version: opinion and certificate are bound to its digest. */
  readonly governed: GovernedDataset | null;
  /** Attested under the version's opinion and certificate; absent counts as none. */
  readonly increments?: readonly GovernedDataset[];
  readonly opinion: Opinion | null;
  readonly certificate: Certificate | null;
}

/** What is registered about the data (guide annex 1); the applicant's own fields are the organisation's. */
export interface Annex1 {
  /** Time + region + industry + content + type, at most 40 characters. */
  readonly name: string;
  /** At most 400 characters. */
  readonly summary: string;
  /** GB/T 4754 section and division, e.g. `Q84`. */
  readonly industry: string;
  readonly region: string;
  readonly periodFrom: LegalDate;
  readonly periodTo: LegalDate;
  readonly updateFrequency: string;
  readonly records: number;
  readonly forms: readonly string[];
  readonly structure: string;
  /** Restrictions in words; 无 where there are none. */
  readonly restrictions: string;
}

export type SourceKind = 'own-collection' | 'collected-under-contract' | 'public-data' | 'agreement' | 'fusion' | 'derived';
export type Right = 'holding' | 'use' | 'operation';

/** Rights are independent of one another and never exclusive (guide art. 3, 20, 21). */
export interface RightsStatement {
  readonly source: SourceKind;
  readonly holders: readonly RightHolder[];
}

export interface RightHolder {
  readonly name: string;
  readonly creditCode: string;
  readonly rights: readonly Right[];
  readonly termEnds?: LegalDate;
  readonly limits?: string;
  /** SHA-256 of the proofs. */
  readonly proofs: readonly string[];
}

/** A physician or department that made the data; a person's share needs his own agreement. */
export interface Contributor {
  readonly id: string;
  readonly name: string;
  readonly kind: 'physician' | 'department';
  readonly personId?: string;
  /** Of the contributors' part, in basis points. */
  readonly shareBasisPoints: number;
  readonly consent: 'asked' | 'agreed' | 'refused';
}

export interface Approval {
  readonly kind: ApprovalKind;
  /** SHA-256 of the document. */
  readonly evidence: string;
  readonly grantedOn: LegalDate;
  readonly endsOn: LegalDate;
  readonly by: string;
}

export interface PublicDataDecision {
  readonly pathway: 'not-public-data' | 'authorised-operation' | 'public-data-platform-first';
  readonly decidedBy: string;
  readonly evidence: string;
}

export interface PlannedVolume {
  readonly scans: number;
  readonly records: number;
  readonly gigabytes: number;
}

/** What the asset was expected to cost, by the fee schedules named (`code@first day`). */
export interface AssetEstimate {
  readonly on: LegalDate;
  readonly schedules: readonly string[];
  readonly stages: Readonly<Record<LedgerStage, FeeRange>>;
  /** Governance, legal assessment and confirmation. */
  readonly production: FeeRange;
  readonly renewal: FeeRange;
  readonly sale: FeeRange;
}
