import { type LegalDate } from '#libs/kernel';
import { type Terms } from '#libs/terms';

/**
 * What passes between stages. Each is bound by digest to what it was made from, and named by dataset version, so that nothing can be used for
 * another version than the one it was made for.
 */
export interface SealedDataset {
  readonly assetId: string;
  readonly datasetVersion: number;
  /** A version of its own, or an increment within the registered source, schema, period rule and consent. */
  readonly part: 'version' | 'increment';
  /** SHA-256 of the manifest's bytes. The manifest is canonical JSON, kept as an object at the home under this digest. */
  readonly digest: string;
  readonly files: number;
  readonly bytes: number;
  readonly home: string;
  readonly collectionCaseId: string;
}

export type Finding = 'anonymised' | 'de-identified';

export interface GovernedDataset {
  readonly assetId: string;
  readonly datasetVersion: number;
  readonly part: 'version' | 'increment';
  /** SHA-256 of the governed manifest's bytes. */
  readonly digest: string;
  readonly sealedDigest: string;
  readonly files: number;
  readonly bytes: number;
  readonly home: string;
  readonly governanceCaseId: string;
  readonly finding: Finding;
  /** GB/T 39725-2020 level. */
  readonly level: 1 | 2 | 3 | 4 | 5;
  /** Ways of delivery that finding, level and risk leave open. */
  readonly routes: readonly string[];
  /** SHA-256 of the quality report, an object at the home. */
  readonly qualityReport: string;
  /** SHA-256 of the dataset's card in each of its forms, objects at the home; absent in what was governed before there was one. */
  readonly card?: DatasetCard;
}

/** By form. */
export type DatasetCard = Readonly<Record<'card' | 'croissant' | 'dcat', string>>;

export type OpinionOutcome = 'pass' | 'pass-with-conditions' | 'supplement' | 'fail';

export interface Opinion {
  readonly assetId: string;
  readonly caseId: string;
  readonly outcome: OpinionOutcome;
  readonly governedDigest: string;
  readonly evidenceDigest: string;
  /** Conditions that can act: they bind listing, contract and delivery. */
  readonly terms: Terms;
  /** The earliest of its own term and the end of an evidence document. */
  readonly validUntil: LegalDate;
  readonly firmId: string;
  /** Where a `supplement` leads back to. */
  readonly backTo?: 'collection' | 'governance';
}

export interface Certificate {
  readonly assetId: string;
  readonly caseId: string;
  readonly number: string;
  readonly governedDigest: string;
  readonly terms: Terms;
  readonly attestedAt: string;
  readonly validUntil: LegalDate;
  readonly agencyId: string;
}

/** A file of a manifest. Paths are relative, with `/`, in Unicode NFC, sorted by code unit. */
export interface ManifestFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly format: 'medbourse-manifest/1';
  readonly assetId: string;
  readonly datasetVersion: number;
  readonly kind: 'sealed' | 'governed';
  readonly files: readonly ManifestFile[];
}
