import { type SeriesQuality } from '#libs/deidentification/dicom';
import { canonicalJson } from '#libs/kernel';
import { type GovernanceData, type Measured } from '../governance.data';
import { type MeasuredRisk } from '../risk/reidentification-risk';
import { type JoinTally } from '../patient-map.store';
import { imagingQualityRules, type QualityRule } from './imaging-quality.rules';
import { type RuleFigure } from './quality-report';

export interface SeriesReport extends SeriesQuality {
  readonly series: string;
}

/** The report that the governed version carries. It holds replacements, counts and rules; nothing of a patient. */
export interface QualityDocument extends Pick<Measured, 'tally' | 'dimensions' | 'risk'> {
  readonly format: 'medbourse-quality/1';
  readonly assetId: string;
  readonly datasetVersion: number;
  readonly sealedDigest: string;
  readonly standard: 'GB/T 36344-2018';
  readonly qualityRules: { readonly version: string; readonly rules: readonly QualityRule[] };
  readonly figures: readonly RuleFigure[];
  readonly series: readonly SeriesReport[];
  readonly held: readonly { readonly code: string; readonly files: number }[];
  /** Images whose patient the hospital's mapping table knew, by table; absent where the runs had none. `digest` is keyed by the asset's secret. */
  readonly patientTables?: readonly JoinTally[];
  readonly riskRules: string;
  readonly profile: { readonly standard: 'DICOM PS3.15 2025e Annex E'; readonly options: readonly string[] };
}

export const qualityText = (
  of: { readonly assetId: string; readonly data: GovernanceData },
  measured: Pick<QualityDocument, 'tally' | 'dimensions' | 'figures' | 'series' | 'held' | 'patientTables' | 'riskRules'> & {
    risk: MeasuredRisk | null;
  },
): string => {
  const document: QualityDocument = {
    format: 'medbourse-quality/1',
    assetId: of.assetId,
    datasetVersion: of.data.datasetVersion,
    sealedDigest: of.data.sealed.digest,
    standard: 'GB/T 36344-2018',
    qualityRules: imagingQualityRules,
    profile: { standard: 'DICOM PS3.15 2025e Annex E', options: of.data.run?.options ?? of.data.plan.options },
    ...measured,
  };
  return canonicalJson(document);
};
