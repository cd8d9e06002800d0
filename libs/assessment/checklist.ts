import { type Bilingual, type LegalDate } from '#libs/kernel';

export const findingResults = ['met', 'met-with-condition', 'not-met', 'not-applicable'] as const;
export type FindingResult = (typeof findingResults)[number];

/** `stop`: where it is not met the data can't be traded, whatever the rest says. */
export const severities = ['stop', 'major', 'minor'] as const;
export type Severity = (typeof severities)[number];

/** What a firm examines. Versioned: a case keeps the version that it began under, also when laws change. */
export interface Checklist {
  readonly version: string;
  readonly from: LegalDate;
  readonly items: readonly ChecklistItem[];
}

export interface ChecklistItem {
  readonly code: string;
  readonly title: Bilingual;
  readonly basis: readonly LegalBasis[];
  readonly severity: Severity;
  /** Results that this item can have besides `met` and `not-met`. */
  readonly mayBeConditional: boolean;
  readonly mayBeNotApplicable: boolean;
  /** Documents that a reviewer expects. */
  readonly evidence: readonly Bilingual[];
}

export interface LegalBasis {
  readonly law: Bilingual;
  readonly articles: string;
  /** The wording that is cited: the day from which it is in force. Absent where only a local or private rule applies. */
  readonly inForceSince?: LegalDate;
  /** The wording was not compared with the promulgated text. */
  readonly toBeChecked?: true;
}
