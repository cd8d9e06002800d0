import { type Readable } from 'node:stream';
import { type CaseStore } from '#libs/case-runtime';
import { actorLabel, type PersonActor } from '#libs/cases';
import { ok, type Result } from '#libs/kernel';
import { type ObjectStore } from '#libs/storage';
import { refuseCollection } from './collection.errors';
import { pathTaken, type AddedFile, type CollectionFiles } from './collection-file.store';
import { parseFilePath } from './file-path';
import { collectionFor, type SeenCollection } from './intake-permission';
import { brokenPromise, HEAD_BYTES, isArchive, isProgramName, mediaTypeOf, type MediaType } from './media-type';
import { headOf, type StreamWithHead } from './stream-head';

export interface IntakeLimits {
  /** Of one file. */
  readonly fileBytes: number;
}

export const DEFAULT_INTAKE_LIMITS: IntakeLimits = { fileBytes: 1_000_000_000_000 };

export interface IncomingFile {
  readonly actor: PersonActor;
  readonly caseId: string;
  readonly path: string;
  readonly bytes: Readable;
  /** What the sender says that it is, 64 hexadecimal digits; compared when all has come. */
  readonly expectedSha256?: string;
}

/** Takes files in, at the home of the hospital. A file counts when its digest was checked and its bytes are synced; nothing is half there. */
export class Intake {
  constructor(
    private readonly cases: CaseStore,
    private readonly files: CollectionFiles,
    private readonly objects: ObjectStore,
    private readonly limits: IntakeLimits = DEFAULT_INTAKE_LIMITS,
  ) {}

  /**
   * One file, streamed. The same bytes at the same path again are done already. Refuses what `collectionFor`, `parseFilePath`,
   * `CollectionFiles.add` and the store refuse, and `collection.empty-file`, `collection.executable`, `collection.type-mismatch`,
   * `collection.archive-as-file`, `collection.digest-form`. Whatever it answers, the stream is at its end or destroyed.
   */
  async receiveFile(incoming: IncomingFile): Promise<Result<AddedFile>> {
    // A sender may break off while the case is being read, before anyone else listens.
    incoming.bytes.on('error', () => undefined);
    try {
      const seen = await collectionFor(this.cases, incoming.actor, incoming.caseId);
      return seen.ok ? await this.receiveInto(seen.value, incoming, refuseArchive) : seen;
    } finally {
      incoming.bytes.destroy();
    }
  }

  /** The same for a collection that the actor is known to be allowed: for entries of an archive. */
  async receiveInto(
    collection: SeenCollection,
    incoming: Omit<IncomingFile, 'caseId'>,
    archive: () => Result<never>,
  ): Promise<Result<AddedFile>> {
    const path = parseFilePath(incoming.path);
    if (!path.ok) return path;
    const expected = incoming.expectedSha256?.toLowerCase();
    const known = await this.before(collection, path.value, expected);
    if (!known.ok || known.value) return known as Result<AddedFile>;
    const peeked = await peek(incoming.bytes);
    if (!peeked.ok) return peeked;
    const mediaType = admit(path.value, peeked.value.head, archive);
    if (!mediaType.ok) return mediaType;
    const stored = await this.objects.put(collection.organisationId, peeked.value.whole, {
      expectedSha256: expected,
      limitBytes: this.limits.fileBytes,
    });
    if (!stored.ok) return stored;
    const receivedBy = actorLabel(incoming.actor);
    return this.files.add(collection, { ...stored.value, path: path.value, mediaType: mediaType.value, receivedBy });
  }

  /** What can be told before a byte is read: a retry of what came through, or a path that is another file's. */
  private async before(collection: SeenCollection, path: string, expected: string | undefined): Promise<Result<AddedFile | undefined>> {
    if (collection.state !== 'receiving')
      return refuseCollection(
        'collection.not-receiving',
        `The collection is ${collection.state}; files come and go while it is receiving.`,
        {
          state: collection.state,
        },
      );
    if (expected === undefined) return ok(undefined);
    if (!/^[0-9a-f]{64}$/.test(expected))
      return refuseCollection('collection.digest-form', 'A SHA-256 is 64 hexadecimal digits.', { field: 'digest' });
    const known = await this.files.find(collection, path);
    if (!known.ok || !known.value) return known as Result<undefined>;
    return known.value.sha256 === expected && known.value.fault === null
      ? ok({ file: known.value, already: true })
      : pathTaken(known.value);
  }
}

/** A sender that breaks off is no fault of ours: what the store would refuse later is refused here. */
async function peek(bytes: Readable): Promise<Result<StreamWithHead>> {
  try {
    return ok(await headOf(bytes, HEAD_BYTES));
  } catch {
    return refuseCollection('collection.try-again', 'The file broke off before its end; send it again.');
  }
}

function admit(path: string, head: Buffer, archive: () => Result<never>): Result<MediaType> {
  if (head.length === 0) return refuseCollection('collection.empty-file', 'The file is empty.');
  const type = mediaTypeOf(head);
  if (type === 'executable' || isProgramName(path))
    return refuseCollection('collection.executable', 'Programs are not taken in, nor files that begin as one.');
  if (isArchive(type)) return archive();
  const promised = brokenPromise(path, type);
  if (promised)
    return refuseCollection('collection.type-mismatch', `The content is ${type}; the name says ${promised.join(' or ')}.`, {
      field: 'path',
      facts: { found: type, expected: promised },
    });
  return ok(type);
}

const refuseArchive = (): Result<never> =>
  refuseCollection('collection.archive-as-file', 'An archive is unpacked on the way in: send a zip as an archive, others unpacked.');
