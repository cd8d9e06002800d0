export { collectionCase, FILES_LIMIT, SEAL_JOB } from './collection.case';
export { type CollectionData, type CollectionState, type SealedManifest, type SealFailure } from './collection.data';
export { collectionKind } from './collection.kind';
export { collectionJobs } from './collection.jobs';
export { collectionMigrations } from './collection.migration';
export { collectionStage, type CollectionStageDependencies } from './collection.stage';
export { CollectionFiles, type AddedFile, type CaseOfTenant, type CollectionFile, type FileCount } from './collection-file.store';
export {
  DEFAULT_INTAKE_LIMITS,
  Intake,
  type IncomingFile,
  type IncomingObject,
  type IntakeLimits,
  type ReceivedObject,
} from './intake.service';
export { failureOf, STORAGE_FAILURE } from './storage-failure';
export { type DicomSender, type Sender } from './sender';
export { DicomEndpoints, type AnsweredEndpoint, type NewEndpoint } from './dicom-endpoint.store';
export { RECEIVER_BEAT_MS, ReceiverSigns, type DicomReceiver } from './dicom-receivers';
export { calledEndpoint, hasEndpoints, receivingCollection, type CalledEndpoint } from './dicom-listener';
export { ImagingReader, type CollectedSeries, type CollectedStudy, type ImagingSummary } from './imaging.reader';
export { type SealDependencies } from './seal.job';
export { Evidence, type EvidenceDocument } from './evidence.service';
export {
  ArchiveIntake,
  DEFAULT_ARCHIVE_LIMITS,
  type ArchiveLimits,
  type ArchiveReport,
  type EntryReport,
  type IncomingArchive,
} from './archive-intake.service';
export { assetForIntake, collectionFor, type SeenCollection } from './intake-permission';
export { parseFilePath } from './file-path';
export { refuseCollection } from './collection.errors';
export { CollectionServices, type CollectionParts } from './collection.services';
export { RawFiles } from './raw-file.service';
export { ProgressReader, type CollectionProgress } from './progress.service';
export {
  CHECKSUM_ALGORITHMS,
  DEFAULT_UPLOAD_LIMITS,
  ResumableUploads,
  type ChecksumAlgorithm,
  type IncomingPart,
  type OneUpload,
  type PartChecksum,
  type UploadAnswer,
  type UploadRequest,
} from './resumable/resumable-uploads.service';
export { type UploadAnnouncement } from './resumable/announced-upload';
export { type ResumableUpload, type UploadKind, type UploadLimits } from './resumable/resumable-upload.store';
export { type TakenIn } from './resumable/upload-entry';
export { entryName, isLitter } from './zip-entry-name';
