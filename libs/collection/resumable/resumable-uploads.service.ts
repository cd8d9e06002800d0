import { createHash } from 'node:crypto';
import { type Readable } from 'node:stream';
import { type CaseStore } from '#libs/case-runtime';
import { actorLabel, type PersonActor } from '#libs/cases';
import { type Tenancy } from '#libs/database';
import { ok, type Refused, type Result } from '#libs/kernel';
import { refuseStorage, type ObjectStore } from '#libs/storage';
import { type ArchiveIntake } from '../archive-intake.service';
import { refuseCollection } from '../collection.errors';
import { pathTaken, type CaseOfTenant, type CollectionFiles } from '../collection-file.store';
import { type Intake } from '../intake.service';
import { collectionFor, type SeenCollection } from '../intake-permission';
import { announcedUpload, type UploadAnnouncement } from './announced-upload';
import { writePart } from './part-writer';
import { RunningDigests, type RunningDigest } from './running-digests';
import { UploadStore, type AnnouncedUpload, type ResumableUpload, type UploadLimits } from './resumable-upload.store';
import { UploadEntry, type TakenIn } from './upload-entry';
import { UploadLeases, type HeldUpload } from './upload-lease';
import { UploadSpool } from './upload-spool';

export interface UploadParts {
  readonly cases: CaseStore;
  readonly tenancy: Tenancy;
  readonly files: CollectionFiles;
  readonly intake: Intake;
  readonly archives: ArchiveIntake;
  readonly objects: ObjectStore;
  /** At the home; on the file system of the objects a finished file is not written a second time. All APIs of the home share it. */
  readonly folder: string;
  readonly limits?: UploadLimits;
}

export const DEFAULT_UPLOAD_LIMITS: UploadLimits = { uploads: 1000, bytes: 20_000_000_000_000, expirySeconds: 7 * 86_400 };

/** What is known of an upload that ended, for a sender whose answer was lost. */
const ENDED_EXPIRY_SECONDS = 86_400;
const LIST_LIMIT = 1000;

export const CHECKSUM_ALGORITHMS = ['sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** Of one part: what does not fit it is dropped. */
export interface PartChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly digest: Buffer;
}

export interface UploadRequest {
  readonly actor: PersonActor;
  readonly caseId: string;
}

export interface OneUpload extends UploadRequest {
  readonly id: string;
}

export interface IncomingPart {
  readonly bytes: Readable;
  /** As its sender announced it, where he did. */
  readonly length?: number;
  readonly checksum?: PartChecksum;
}

export interface UploadAnswer {
  readonly upload: ResumableUpload;
  readonly offset: number;
  /** Where this request ended the upload. */
  readonly taken?: TakenIn;
}

/**
 * Files and archives that come in parts, over days and over any number of API processes. Nothing counts before all of it has come and was
 * taken in as any other file; a refused one is dropped.
 */
export class ResumableUploads {
  private readonly store: UploadStore;
  private readonly spool: UploadSpool;
  private readonly leases: UploadLeases;
  private readonly digests = new RunningDigests();
  private readonly entry: UploadEntry;
  private readonly limits: UploadLimits;

  constructor(private readonly parts: UploadParts) {
    this.store = new UploadStore(parts.tenancy);
    this.spool = new UploadSpool(parts.folder);
    this.leases = new UploadLeases(this.store);
    this.entry = new UploadEntry(parts.intake, parts.archives, parts.objects);
    this.limits = parts.limits ?? DEFAULT_UPLOAD_LIMITS;
  }

  /** The collection as this person may send into it. Refuses what `collectionFor` refuses. */
  collection({ actor, caseId }: UploadRequest): Promise<Result<SeenCollection>> {
    return collectionFor(this.parts.cases, actor, caseId);
  }

  /**
   * Announces an upload; what is in the collection already has ended at once. Refuses what `announcedUpload` refuses, `collection.not-receiving`,
   * `collection.path-taken`, `collection.too-many-uploads`, `storage.no-space`.
   */
  async create(request: UploadRequest, announcement: UploadAnnouncement): Promise<Result<UploadAnswer>> {
    const seen = await this.receiving(request);
    if (!seen.ok) return seen;
    const limits = { file: this.parts.intake.limits.fileBytes, archive: this.parts.archives.limits.archiveBytes };
    const announced = announcedUpload(announcement, limits);
    if (!announced.ok) return announced;
    const ended = await this.isThere(seen.value, announced.value);
    if (!ended.ok) return ended;
    if (!ended.value && (await this.spool.freeBytes()) < announced.value.bytes)
      return refuseStorage('storage.no-space', 'There is no space left where the data is received.');
    const createdBy = actorLabel(request.actor);
    const created = await this.store.create(seen.value, { ...announced.value, createdBy, ended: ended.value }, this.limits);
    return created.ok ? ok({ upload: created.value, offset: ended.value ? created.value.bytes : 0 }) : created;
  }

  /** How far an upload has come. One that is complete and was not taken in, because a process died, is taken in now. */
  async look(request: OneUpload): Promise<Result<UploadAnswer>> {
    const seen = await this.collection(request);
    if (!seen.ok) return seen;
    return this.leases.hold(seen.value, request.id, async (held) => {
      const { upload } = held;
      if (upload.endedAt) return this.released(seen.value, held, ok({ upload, offset: upload.bytes }));
      const offset = await this.spool.length(seen.value.organisationId, upload.id);
      if (offset === upload.bytes) return this.finish({ ...request, seen: seen.value, held });
      return this.released(seen.value, held, ok({ upload, offset }));
    });
  }

  /**
   * Takes a part; the last one ends the upload. Refuses `collection.upload-offset` (the fact `offset` has the right one),
   * `collection.upload-too-long`, `collection.upload-checksum`, `collection.upload-stopped`, `storage.broken-off`, and at the end all that a file
   * or an archive is refused for.
   */
  async append(request: OneUpload, offset: number, part: IncomingPart): Promise<Result<UploadAnswer>> {
    part.bytes.on('error', () => undefined);
    try {
      const seen = await this.receiving(request);
      if (!seen.ok) return seen;
      return await this.leases.hold(seen.value, request.id, (held) => this.take({ ...request, seen: seen.value, held }, offset, part));
    } finally {
      part.bytes.destroy();
    }
  }

  async remove(request: OneUpload): Promise<Result<void>> {
    const seen = await this.collection(request);
    if (!seen.ok) return seen;
    return this.leases.hold(seen.value, request.id, async () => {
      await this.drop(seen.value, request.id);
      return ok(undefined);
    });
  }

  /** Uploads of the collection that have not ended, so that a sender who forgot their addresses can go on. At most `LIST_LIMIT`, the oldest first. */
  async list(request: UploadRequest): Promise<Result<UploadAnswer[]>> {
    const seen = await this.collection(request);
    if (!seen.ok) return seen;
    const found = await this.store.unfinished(seen.value, LIST_LIMIT);
    if (!found.ok) return found;
    const { organisationId } = seen.value;
    return ok(
      await Promise.all(found.value.map(async (upload) => ({ upload, offset: await this.spool.length(organisationId, upload.id) }))),
    );
  }

  /** Drops what expired, or is half of a file for a collection that takes nothing in any more: rows, and files whose rows are gone or ended. */
  async sweep(): Promise<void> {
    for (const organisationId of await this.spool.organisations()) {
      // Files first: one that comes in between has its row already.
      const files = await this.spool.uploads(organisationId);
      const living = await this.store.sweep(organisationId);
      if (!living.ok) return;
      for (const id of files) if (!living.value.has(id)) await this.spool.remove(organisationId, id);
    }
  }

  /** Lets go of everything that comes in now, so that a process can end. What came is kept. */
  stop(): void {
    this.leases.stop();
  }

  private async receiving(request: UploadRequest): Promise<Result<SeenCollection>> {
    const seen = await this.collection(request);
    if (!seen.ok || seen.value.state === 'receiving') return seen;
    const { state } = seen.value;
    return refuseCollection('collection.not-receiving', `The collection is ${state}; files come and go while it is receiving.`, { state });
  }

  private async isThere(collection: SeenCollection, { kind, path, bytes, sha256 }: AnnouncedUpload): Promise<Result<boolean>> {
    if (kind === 'archive') return ok(false);
    const known = await this.parts.files.find(collection, path);
    if (!known.ok || !known.value) return known.ok ? ok(false) : known;
    if (known.value.bytes !== bytes) return pathTaken(known.value);
    // Without a digest it may be the same: that is known when all has come.
    if (sha256 === null) return ok(false);
    return known.value.sha256 === sha256 && known.value.fault === null ? ok(true) : pathTaken(known.value);
  }

  private async take(work: UploadWork, offset: number, part: IncomingPart): Promise<Result<UploadAnswer>> {
    const { seen, held } = work;
    const { upload } = held;
    const reached = upload.endedAt ? upload.bytes : await this.spool.length(seen.organisationId, upload.id);
    if (offset !== reached) return this.released(seen, held, wrongOffset(reached));
    if (reached + (part.length ?? 0) > upload.bytes) return this.released(seen, held, tooLong());
    if (upload.endedAt) return this.released(seen, held, ok({ upload, offset }));
    const written = await this.write(work, reached, part).catch(storageRefusal);
    if (!written.ok) return this.released(seen, held, written);
    if (written.value === upload.bytes) return this.finish(work);
    return this.released(seen, held, ok({ upload, offset: written.value }));
  }

  /** Answers how far the upload has come then. */
  private async write({ seen, held }: UploadWork, at: number, part: IncomingPart): Promise<Result<number>> {
    const { upload, signal, stillHeld } = held;
    const digest = this.digests.take(upload.id, at);
    const checksum = part.checksum && createHash(part.checksum.algorithm);
    const hashes = [digest?.hash, checksum].filter((hash) => hash !== undefined);
    const file = await this.spool.open(seen.organisationId, upload.id);
    try {
      const { how, reached } = await writePart(file, part.bytes, { at, end: upload.bytes, hashes, signal, mayWrite: stillHeld });
      const fits = !checksum || (how === 'whole' && checksum.digest().equals(part.checksum!.digest));
      if (how === 'too-long' || !fits) await file.truncate(at);
      else if (digest && how !== 'stopped') this.digests.keep(upload.id, advanced(digest, reached));
      return fits || how !== 'whole' ? outcomeOf(how, reached) : wrongChecksum();
    } finally {
      await file.close();
    }
  }

  private async finish({ seen, held, actor }: UploadWork): Promise<Result<UploadAnswer>> {
    const { upload } = held;
    const { organisationId } = seen;
    const path = this.spool.pathOf(organisationId, upload.id);
    const sha256 = this.digests.take(upload.id, upload.bytes)?.hash.digest('hex');
    const taken = await this.entry.takeIn({ collection: seen, actor, upload, path, sha256 });
    if (!taken.ok) {
      if (taken.refusal.kind === 'unavailable') return this.released(seen, held, taken);
      await this.drop(seen, upload.id);
      return taken;
    }
    await this.store.release(seen, upload.id, held.holder, { expirySeconds: ENDED_EXPIRY_SECONDS, ended: true });
    await this.spool.remove(organisationId, upload.id);
    return ok({ upload: { ...upload, endedAt: new Date() }, offset: upload.bytes, taken: taken.value });
  }

  private async released<T>(of: CaseOfTenant, { upload, holder }: HeldUpload, answer: Result<T>): Promise<Result<T>> {
    const expirySeconds = upload.endedAt ? ENDED_EXPIRY_SECONDS : this.limits.expirySeconds;
    const released = await this.store.release(of, upload.id, holder, { expirySeconds, ended: upload.endedAt !== null });
    return released.ok || !answer.ok ? answer : released;
  }

  /** The file first: a row without a file is an upload of which nothing has come. */
  private async drop(of: CaseOfTenant, id: string): Promise<void> {
    await this.spool.remove(of.organisationId, id);
    await this.store.remove(of, id);
  }
}

interface UploadWork extends OneUpload {
  readonly seen: SeenCollection;
  readonly held: HeldUpload;
}

const advanced = ({ hash }: RunningDigest, bytes: number): RunningDigest => ({ hash, bytes });

function outcomeOf(how: 'whole' | 'broken' | 'stopped' | 'too-long', reached: number): Result<number> {
  switch (how) {
    case 'whole':
      return ok(reached);
    case 'broken':
      return refuseStorage('storage.broken-off', 'The part broke off before its end; what came is kept.');
    case 'stopped':
      return refuseCollection('collection.upload-stopped', 'Another request goes on with this upload; what came is kept.');
    case 'too-long':
      return tooLong();
  }
}

const wrongOffset = (offset: number): Refused =>
  refuseCollection('collection.upload-offset', 'The upload has come to another place.', { facts: { offset } });

const tooLong = (): Refused => refuseCollection('collection.upload-too-long', 'More came than was announced; the part is dropped.');

const wrongChecksum = (): Refused => refuseCollection('collection.upload-checksum', 'The part has another checksum; it is dropped.');

function storageRefusal(error: unknown): Refused {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return refuseStorage('storage.no-space', 'There is no space left where the data is received.');
    default:
      throw error;
  }
}
