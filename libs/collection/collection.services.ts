import { join } from 'node:path';
import { type CaseStore } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { RawReads } from '#libs/pipeline';
import { type KeyStore, type ObjectStore } from '#libs/storage';
import { ArchiveIntake } from './archive-intake.service';
import { CollectionFiles } from './collection-file.store';
import { DicomEndpoints } from './dicom-endpoint.store';
import { Evidence } from './evidence.service';
import { ImagingReader } from './imaging.reader';
import { Intake } from './intake.service';
import { ProgressReader } from './progress.service';
import { RawFiles } from './raw-file.service';
import { ResumableUploads } from './resumable/resumable-uploads.service';

export interface CollectionParts {
  readonly store: CaseStore;
  readonly tenancy: Tenancy;
  /** Of the home at which files are received. */
  readonly objects: ObjectStore;
  /** Of the same home. */
  readonly keys: KeyStore;
  /** Where archives lie while they are unpacked, on a file system that has room for them. */
  readonly spoolFolder: string;
}

/** What the API asks of collection, composed. */
export class CollectionServices {
  readonly files: CollectionFiles;
  readonly intake: Intake;
  readonly archives: ArchiveIntake;
  readonly uploads: ResumableUploads;
  readonly raw: RawFiles;
  readonly evidence: Evidence;
  readonly progress: ProgressReader;
  readonly imaging: ImagingReader;
  readonly endpoints: DicomEndpoints;

  constructor(readonly parts: CollectionParts) {
    const { store, tenancy, objects, keys, spoolFolder } = parts;
    this.files = new CollectionFiles(tenancy);
    this.intake = new Intake(store, this.files, objects, keys);
    this.archives = new ArchiveIntake(store, this.intake, spoolFolder);
    const { files, intake, archives } = this;
    this.uploads = new ResumableUploads({ cases: store, tenancy, objects, files, intake, archives, folder: join(spoolFolder, 'uploads') });
    this.raw = new RawFiles(store, this.files, objects, new RawReads(tenancy, objects));
    this.evidence = new Evidence(tenancy, objects);
    this.progress = new ProgressReader(tenancy);
    this.imaging = new ImagingReader(tenancy);
    this.endpoints = new DicomEndpoints(tenancy);
  }
}
