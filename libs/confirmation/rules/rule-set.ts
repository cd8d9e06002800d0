import { type Duration } from '#libs/cases';
import { type Bilingual, type LegalDate } from '#libs/kernel';

/**
 * A jurisdiction's rules of registration as data. A case keeps the whole set that it began under, so that it ends by the rules by which it began.
 * Another jurisdiction is another set of the same shape.
 */
export interface RuleSet {
  /** `CN`, or a part of it (ISO 3166-2, `CN-GX`). */
  readonly jurisdiction: string;
  readonly version: string;
  readonly title: Bilingual;
  readonly source: { readonly text: string; readonly checked: boolean };
  /** First and last day on which a case may begin under it; open without the last. */
  readonly from: LegalDate;
  readonly until?: LegalDate;
  /** Time to answer an application. */
  readonly acceptance: Term;
  /** The most that an applicant may be given for what is missing. */
  readonly supplementLimit: Term;
  /** Acceptance to registration, without the time for evidence, notice and objections. */
  readonly review: Term;
  /** The most that review is prolonged by, in working days, and once only. */
  readonly extensionLimitDays: number;
  readonly evidenceLimit: Term;
  readonly notice: Term;
  readonly objection: Term;
  readonly validityMonths: number;
  readonly recordYears: number;
  readonly refusalGrounds: readonly RefusalGround[];
  /** Article that each step rests on, for clocks and documents. */
  readonly articles: Readonly<Record<Step, string>>;
}

export type Term = Extract<Duration, { workingDays: number } | { days: number }>;

export type Step =
  'acceptance' | 'supplement' | 'review' | 'extension' | 'notice' | 'objection' | 'attestation' | 'certificate' | 'refusal';

export const refusalGrounds = [
  'harm-to-interests',
  'unlawful-source',
  'ownership-dispute',
  'concealment-or-false-proof',
  'other-law',
] as const;
export type RefusalGroundCode = (typeof refusalGrounds)[number];

export interface RefusalGround {
  readonly code: RefusalGroundCode;
  readonly title: Bilingual;
}

/** The set that an application of that day begins under: of those in effect the one that began last. */
export const ruleSetFor = (sets: readonly RuleSet[], jurisdiction: string, date: LegalDate): RuleSet | undefined =>
  sets
    .filter((set) => set.jurisdiction === jurisdiction && set.from <= date && (set.until === undefined || date <= set.until))
    .sort((a, b) => (a.from < b.from ? 1 : -1))[0];
