import { type LegalDate, type Money } from '#libs/kernel';
import { type Annex1, type RightsStatement } from '#libs/pipeline';
import { type Terms } from '#libs/terms';
import { type RefusalGroundCode, type RuleSet } from './rules/rule-set';

export type ConfirmationState =
  | 'applied'
  | 'supplementing'
  | 'not-accepted'
  | 'accepted'
  | 'reviewing'
  | 'evidence-asked'
  | 'noticed'
  | 'objected'
  | 'cleared'
  | 'attested'
  | 'certified'
  | 'lapsed'
  | 'refused'
  | 'ended'
  | 'void';

/** The document of a registration, in the order of its seven steps (guide art. 14). */
export interface ConfirmationData {
  readonly rules: RuleSet;
  readonly agency: Organisation;
  readonly applicant: Applicant;
  readonly application: Application;
  readonly supplement: Supplement | null;
  readonly acceptance: { readonly on: LegalDate; readonly deemed: boolean; readonly provisional: boolean } | null;
  readonly fee: Money | null;
  readonly review: Review | null;
  readonly extension: { readonly workingDays: number; readonly reason: string; readonly on: LegalDate } | null;
  readonly evidence: readonly EvidenceRequest[];
  readonly notice: Notice | null;
  readonly objections: readonly Objection[];
  readonly attestation: Attestation | null;
  readonly certificate: IssuedCertificate | null;
  /** Clocks that ran out without an answer. */
  readonly overdue: readonly { readonly what: string; readonly on: LegalDate }[];
  readonly ending: Ending | null;
}

export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly creditCode: string;
  /** Six digits (GB/T 2260). */
  readonly region: string;
}

export interface Applicant extends Organisation {
  readonly type: 'legal-person' | 'unincorporated';
  readonly contact: string;
  readonly phone: string;
  readonly address: string;
  readonly businessStatus: 'in-business' | 'suspended';
}

/** What is registered, taken from the asset when the application was made (guide annex 1, art. 33). */
export interface Application {
  readonly on: LegalDate;
  readonly datasetVersion: number;
  readonly governedDigest: string;
  readonly annex1: Annex1;
  readonly rights: RightsStatement;
  readonly terms: Terms;
  readonly opinion: { readonly caseId: string; readonly evidenceDigest: string; readonly firmId: string; readonly validUntil: LegalDate };
  /** Ends of the authorisations that the rights rest on. */
  readonly authorisationEnds: readonly LegalDate[];
  readonly attachments: {
    readonly identity: string;
    readonly acquisition: string;
    readonly sample: string;
    readonly sampleDescription: string;
  };
  /** Why the applicant asks not to be published (art. 24). */
  readonly withholdReason: string | null;
}

export interface Supplement {
  readonly missing: readonly string[];
  readonly askedOn: LegalDate;
  readonly dueOn: LegalDate;
  readonly supplied: readonly SuppliedDocument[] | null;
}

export interface SuppliedDocument {
  readonly name: string;
  readonly sha256: string;
}

export interface Check {
  readonly result: 'passed' | 'unclear' | 'failed';
  readonly remark: string;
}

export interface Review {
  readonly description: Check;
  readonly source: Check;
  readonly rights: Check;
  readonly by: string;
  readonly on: LegalDate;
}

export interface EvidenceRequest {
  readonly items: readonly string[];
  readonly askedOn: LegalDate;
  readonly dueOn: LegalDate;
  readonly supplied: readonly SuppliedDocument[] | null;
}

export interface Notice {
  readonly publishedOn: LegalDate;
  readonly closesOn: LegalDate;
  readonly provisional: boolean;
  /** The applicant asked, with a reason, not to be published, and the agency granted it. */
  readonly withheld: boolean;
  readonly withholdDecision: string | null;
}

/** What the case knows of an objection; who objects and what he wrote stays with the agency. */
export interface Objection {
  readonly id: string;
  readonly receivedOn: LegalDate;
  readonly dueOn: LegalDate;
  readonly provisional: boolean;
  readonly reminded: boolean;
  readonly question: string | null;
  readonly explanation: { readonly text: string; readonly evidence: readonly string[]; readonly on: LegalDate } | null;
  readonly decision: { readonly outcome: 'dismissed' | 'upheld'; readonly reason: string; readonly on: LegalDate } | null;
}

/** Registration takes effect with it (art. 26). Where a certificate and the sealed record differ, the record prevails (art. 27). */
export interface Attestation {
  readonly at: string;
  readonly number: string;
  readonly recordDigest: string;
  readonly validUntil: LegalDate;
  readonly by: string;
  readonly simulated: boolean;
  readonly failure: string | null;
}

export interface IssuedCertificate {
  readonly digest: string;
  readonly signature: string;
  readonly keyId: string;
  /** Place of the record's entry in the public log, from 0. */
  readonly logIndex: number;
  readonly on: LegalDate;
}

export interface Ending {
  readonly reason: string;
  readonly ground: RefusalGroundCode | null;
  readonly on: LegalDate;
}
