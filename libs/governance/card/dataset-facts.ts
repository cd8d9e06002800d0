import { type Annex1, type SourceKind } from '#libs/pipeline';
import { type Grading, type Tally } from '../governance.data';
import { type DimensionFigure, type RuleFigure } from '../quality/quality-report';
import { type MeasuredRisk } from '../risk/reidentification-risk';
import { type CohortFacts } from './cohort-tally';

/** A file of the governed version that the card speaks of. */
export interface CardFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Everything that a card says, in whichever form: the one source of `dataset-card.json`, Croissant and DCAT. It holds counts, bands, rules and
 * digests; nothing of one patient. The digest of the governed version is not here, because the version contains the card.
 */
export interface DatasetFacts extends CohortFacts {
  readonly assetId: string;
  readonly datasetVersion: number;
  readonly annex1: Annex1;
  readonly publisher: { readonly name: string; readonly creditCode: string } | null;
  readonly source: SourceKind;
  readonly quality: {
    readonly rules: string;
    readonly dimensions: readonly DimensionFigure[];
    readonly figures: readonly RuleFigure[];
  };
  readonly tally: Tally;
  readonly profile: { readonly standard: string; readonly options: readonly string[] };
  /** Of an attacker who knows that his target is in the dataset, and nobody outside of it. */
  readonly risk: MeasuredRisk | null;
  readonly riskRules: string;
  /** What the data committee determined of the attacker, and the risk that follows: the finding rests on it. Null: nothing beyond the measurement. */
  readonly determined: { readonly population: number; readonly membershipKnown: boolean; readonly risk: MeasuredRisk } | null;
  readonly grading: Grading;
  readonly lineage: {
    readonly sealedDigest: string;
    readonly sealedFiles: number;
    readonly collectionCaseId: string;
    readonly governanceCaseId: string;
    readonly reports: readonly CardFile[];
  };
  /** Index and dictionary. */
  readonly tables: { readonly series: CardFile; readonly dictionary: CardFile };
  readonly thumbnails: number;
}

/** What the data is, in a few words of both languages. */
export function titlesOf({ annex1, breakdowns }: Pick<DatasetFacts, 'annex1' | 'breakdowns'>): {
  readonly zh: string;
  readonly en: string;
} {
  const named = (name: 'modality' | 'bodyPart'): string => breakdowns[name].values.map(({ value }) => value).join(', ');
  const what = [named('modality'), named('bodyPart').toLowerCase()].filter(Boolean).join(' of ');
  return { zh: annex1.name, en: `De-identified medical images${what ? `: ${what}` : ''}` };
}
