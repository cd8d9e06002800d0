import { type Bilingual } from '#libs/kernel';

/** A document of the governed version that its reader may ask for. */
export interface GovernedDocumentEntry {
  readonly name: string;
  readonly title: Bilingual;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Counts, rules and figures: nothing of a patient. Null where the report or card of an older version does not say it. */
export interface GovernedSummary {
  readonly datasetVersion: number | null;
  /** Of the governed version: what opinion and certificate are bound to. */
  readonly governedDigest: string;
  readonly sealedDigest: string | null;
  /** Files by verdict, patients and scans. */
  readonly tally: Readonly<Record<string, number>> | null;
  /** Files that were held back, by the code of the reason. */
  readonly held: readonly { readonly code: string; readonly files: number }[];
  readonly deidentification: { readonly standard: string; readonly options: readonly string[] } | null;
  readonly quality: {
    readonly standard: string;
    readonly rules: string;
    readonly dimensions: readonly { readonly dimension: string; readonly numerator: number; readonly denominator: number }[];
  } | null;
  readonly risk: {
    readonly rules: string;
    /** Of an attacker who knows that his target is in the dataset. */
    readonly measured: Readonly<Record<string, number>> | null;
    /** How an attacker stands to the data, as the data committee determined it, and the risk that follows. */
    readonly determined: object | null;
  } | null;
  readonly finding: string | null;
  readonly level: number | null;
  readonly routes: readonly string[];
  readonly documents: readonly GovernedDocumentEntry[];
}

/** The parts of the two documents that are read here; each may be missing in what an older version of the program sealed. */
interface QualityText {
  readonly datasetVersion?: number;
  readonly sealedDigest?: string;
  readonly tally?: Readonly<Record<string, number>>;
  readonly held?: GovernedSummary['held'];
  readonly profile?: NonNullable<GovernedSummary['deidentification']>;
  readonly standard?: string;
  readonly qualityRules?: { readonly version?: string };
  readonly dimensions?: NonNullable<GovernedSummary['quality']>['dimensions'];
  readonly riskRules?: string;
  readonly risk?: Readonly<Record<string, number>> | null;
}
interface CardText {
  readonly deidentification?: {
    readonly finding?: string;
    readonly level?: { readonly level?: number };
    readonly determined?: object | null;
  };
  readonly use?: { readonly routes?: readonly string[] };
}

/** From the texts of report and card; each null where the version has none. */
export function governedSummary(
  of: Pick<GovernedSummary, 'governedDigest' | 'documents'>,
  texts: { readonly quality: string | null; readonly card: string | null },
): GovernedSummary {
  const quality = JSON.parse(texts.quality ?? '{}') as QualityText;
  const card = JSON.parse(texts.card ?? '{}') as CardText;
  const { profile, dimensions, riskRules, standard, qualityRules, risk = null } = quality;
  const determined = card.deidentification?.determined ?? null;
  return {
    ...of,
    datasetVersion: quality.datasetVersion ?? null,
    sealedDigest: quality.sealedDigest ?? null,
    tally: quality.tally ?? null,
    held: quality.held ?? [],
    deidentification: profile ? { standard: profile.standard, options: profile.options } : null,
    quality: dimensions && standard ? { standard, rules: qualityRules?.version ?? '', dimensions } : null,
    risk: riskRules === undefined ? null : { rules: riskRules, measured: risk, determined },
    finding: card.deidentification?.finding ?? null,
    level: card.deidentification?.level?.level ?? null,
    routes: card.use?.routes ?? [],
  };
}
