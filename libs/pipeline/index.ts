export {
  type Annex1,
  type Approval,
  type ApprovalKind,
  type AssetData,
  type AssetEstimate,
  type AssetState,
  type Contributor,
  type PlannedVolume,
  type PublicDataDecision,
  type Right,
  type RightHolder,
  type RightsStatement,
  type SourceKind,
} from './asset-data';
export { assetCase } from './asset.case';
export { SUPERSEDE_JOB } from './version.commands';
export { assetKind } from './asset.kind';
export { assetFact, type AssetFact } from './asset.fact';
export {
  type Certificate,
  type Finding,
  type DatasetCard,
  type GovernedDataset,
  type Manifest,
  type ManifestFile,
  type Opinion,
  type OpinionOutcome,
  type SealedDataset,
} from './handover';
export { manifestText, readManifest, type ManifestText } from './manifest';
export { governedDocuments } from './governed/governed-documents.data';
export { GovernedReading, type GovernedView, type OpenDocument } from './governed/governed-reading.service';
export { type GovernedRead } from './governed/governed-read.store';
export { searchGovernedManifest } from './governed/manifest-search';
export { SAMPLE_CANDIDATES, type SampleCandidate } from './governed/sample-candidate';
export { type GovernedSummary } from './governed/governed-summary';
export { pipelineMigrations } from './pipeline.migration';
export { RawReads, type RawRead, type RawReadRequest } from './raw-read.store';
export { refusePipeline } from './pipeline.errors';
export { type Stage, type StageName } from './stage.port';
export { signingJob, type SigningDependencies } from './signing.job';
export { superseding } from './superseding';
export { pipelineJobs, type PipelineDependencies } from './stage-ended.job';
