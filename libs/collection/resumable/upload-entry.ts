import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type PersonActor } from '#libs/cases';
import { ok, type Result } from '#libs/kernel';
import { refuseStorage, type ObjectStore, type StoredObject } from '#libs/storage';
import { type ArchiveIntake, type ArchiveReport } from '../archive-intake.service';
import { type AddedFile } from '../collection-file.store';
import { refuseArchive, type Intake } from '../intake.service';
import { type SeenCollection } from '../intake-permission';
import { HEAD_BYTES } from '../media-type';
import { type ResumableUpload } from './resumable-upload.store';

export type TakenIn = { readonly kind: 'file'; readonly added: AddedFile } | { readonly kind: 'archive'; readonly report: ArchiveReport };

/** An upload of which all has come. */
export interface CompleteUpload {
  readonly collection: SeenCollection;
  readonly actor: PersonActor;
  readonly upload: ResumableUpload;
  /** Of its file. */
  readonly path: string;
  /** Where it was hashed as it came. */
  readonly sha256?: string;
}

const READ_BYTES = 1024 * 1024;

/** Takes a complete upload in, as if it had been sent in one: the same checks, the same refusals. Done twice, it is done once. */
export class UploadEntry {
  constructor(
    private readonly intake: Intake,
    private readonly archives: ArchiveIntake,
    private readonly objects: ObjectStore,
  ) {}

  async takeIn(complete: CompleteUpload): Promise<Result<TakenIn>> {
    return complete.upload.kind === 'file' ? this.takeFile(complete) : this.takeArchive(complete);
  }

  private async takeFile({ collection, actor, upload, path, sha256 }: CompleteUpload): Promise<Result<TakenIn>> {
    const { organisationId } = collection;
    const hashed: StoredObject | undefined = sha256 === undefined ? undefined : { sha256, bytes: upload.bytes };
    const beginning = createReadStream(path, { highWaterMark: HEAD_BYTES });
    try {
      const added = await this.intake.receiveInto(
        collection,
        {
          actor,
          path: upload.path,
          bytes: beginning,
          expectedSha256: upload.sha256 ?? undefined,
          store: (options) =>
            this.objects.adopt?.(organisationId, path, { ...options, hashed }) ??
            this.objects.put(organisationId, createReadStream(path, { highWaterMark: READ_BYTES }), options),
        },
        refuseArchive,
      );
      return added.ok ? ok({ kind: 'file', added: added.value }) : added;
    } finally {
      beginning.destroy();
    }
  }

  private async takeArchive({ collection, actor, upload, path, sha256 }: CompleteUpload): Promise<Result<TakenIn>> {
    const found = upload.sha256 === null ? undefined : (sha256 ?? (await sha256Of(path)));
    if (upload.sha256 !== null && found !== upload.sha256)
      return refuseStorage('storage.digest-mismatch', 'The archive has another digest than was announced.');
    const file = await open(path, 'r');
    try {
      const under = upload.path === '' ? undefined : upload.path;
      const report = await this.archives.receiveSpooled(collection, { actor, under }, { file, bytes: upload.bytes });
      return report.ok ? ok({ kind: 'archive', report: report.value }) : report;
    } finally {
      await file.close();
    }
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: READ_BYTES }), hash);
  return hash.digest('hex');
}
