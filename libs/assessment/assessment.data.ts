import { type LegalDate, type Money } from '#libs/kernel';
import { type Finding as DataFinding, type Opinion, type OpinionOutcome } from '#libs/pipeline';
import { type Terms } from '#libs/terms';
import { type FindingResult, type Severity } from './checklist';

export type AssessmentState =
  | 'requested'
  | 'quoted'
  | 'engaged'
  | 'reviewing'
  | 'questioned'
  | 'drafted'
  | 'countersigned'
  | 'sealing'
  | 'issued'
  | 'declined'
  | 'withdrawn'
  | 'void';

/** The document of a legal assessment. It holds ids, digests and what the firm writes about them; evidence itself is kept by digest. */
export interface AssessmentData {
  readonly firmId: string;
  /** Version of the checklist that the case began under. */
  readonly checklist: string;
  /** What is examined: exactly this version of the asset's dataset. */
  readonly examined: ExaminedDataset;
  readonly request: { readonly by: string; readonly on: LegalDate; readonly note: string | null };
  readonly quote: Quote | null;
  readonly engagement: { readonly by: string; readonly on: LegalDate; readonly beyondBudget: string | null } | null;
  readonly reviewer: { readonly personId: string; readonly since: LegalDate } | null;
  readonly findings: readonly Finding[];
  readonly questions: readonly Question[];
  readonly draft: Draft | null;
  readonly countersignature: Signature | null;
  readonly opinion: BoundOpinion | null;
  /** Reminders that were sent because nobody moved; shown beside the clock. */
  readonly overdue: readonly OverdueMark[];
  readonly ending: { readonly reason: string; readonly on: LegalDate } | null;
}

export interface ExaminedDataset {
  readonly datasetVersion: number;
  readonly digest: string;
  readonly finding: DataFinding;
  readonly level: number;
  readonly routes: readonly string[];
}

/** The firm's offer. The fee is set by volume and frequency and not by content. */
export interface Quote {
  readonly fee: Money;
  /** Hundredths of the fee that fall due on engagement; the rest falls due when the opinion is issued. */
  readonly advancePercent: number;
  readonly volume: string;
  readonly frequency: string;
  readonly reviewDays: number;
  readonly validUntil: LegalDate;
  readonly declaration: { readonly by: string; readonly on: LegalDate };
}

export interface Finding {
  readonly item: string;
  readonly result: FindingResult;
  readonly severity: Severity;
  readonly citation: { readonly law: string; readonly article: string; readonly versionDate: LegalDate };
  /** SHA-256 of the documents that it rests on. */
  readonly evidence: readonly string[];
  /** The earliest end of that evidence, where it ends. */
  readonly evidenceEndsOn: LegalDate | null;
  readonly remark: string;
  readonly remedy: string | null;
  readonly dueOn: LegalDate | null;
  readonly reviewer: string;
  readonly on: LegalDate;
}

/** A thread of questions about one item; `state` says who owes the next word. */
export interface Question {
  readonly thread: number;
  readonly item: string;
  readonly state: 'open' | 'answered' | 'closed';
  readonly dueOn: LegalDate;
  readonly reminded: boolean;
  readonly messages: readonly Message[];
}

export interface Message {
  readonly from: 'law-firm' | 'hospital';
  readonly by: string;
  readonly on: LegalDate;
  readonly text: string;
  readonly evidence: readonly string[];
}

export interface Draft {
  readonly outcome: OpinionOutcome;
  readonly summary: string;
  readonly assumptions: string;
  readonly limits: string;
  readonly terms: Terms;
  readonly termMonths: number;
  readonly backTo: 'collection' | 'governance' | null;
  readonly signature: Signature;
}

export interface Signature {
  readonly by: string;
  /** Of the lawyer's practising certificate, 17 digits. */
  readonly practiceNumber: string;
  readonly on: LegalDate;
}

/** The opinion as it was decided, with the digest of its document: what is signed afterwards can be nothing else. */
export interface BoundOpinion {
  readonly handover: Opinion;
  readonly documentDigest: string;
  readonly evidence: readonly EvidenceEntry[];
  readonly issuedOn: LegalDate;
  /** Issued in a simulated legal time: the document says so. */
  readonly simulated: boolean;
  readonly keyId: string | null;
  readonly sealFailure: string | null;
}

export interface EvidenceEntry {
  readonly purpose: string;
  readonly sha256: string;
}

export interface OverdueMark {
  readonly what: string;
  readonly on: LegalDate;
}
