export { collectionCase, FILES_LIMIT, SEAL_JOB } from './collection.case';
export { type CollectionData, type CollectionState, type SealedManifest, type SealFailure } from './collection.data';
export { collectionKind } from './collection.kind';
export { collectionJobs } from './collection.jobs';
export { collectionMigrations } from './collection.migration';
export { collectionStage, type CollectionStageDependencies } from './collection.stage';
export { CollectionFiles, type AddedFile, type CaseOfTenant, type CollectionFile, type FileCount } from './collection-file.store';
export { DEFAULT_INTAKE_LIMITS, Intake, type IncomingFile, type IntakeLimits } from './intake.service';
export { type SealDependencies } from './seal.job';
