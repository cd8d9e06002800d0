import { type Readable } from 'node:stream';
import { type CaseStore } from '#libs/case-runtime';
import { type PersonActor } from '#libs/cases';
import { OBJECT_HEAD_BYTES, readObjectHead, type ObjectHead } from '#libs/deidentification/dicom';
import { ok, type Result } from '#libs/kernel';
import { type KeyStore, type ObjectStore, type PutOptions, type StoredObject } from '#libs/storage';
import { AssetSecrets } from './asset-secrets';
import { refuseCollection } from './collection.errors';
import { pathTaken, type AddedFile, type CollectionFiles } from './collection-file.store';
import { parseFilePath } from './file-path';
import { imagingRowOf } from './imaging-row';
import { collectionFor, type SeenCollection } from './intake-permission';
import { brokenPromise, HEAD_BYTES, isArchive, isProgramName, mediaTypeOf, type MediaType } from './media-type';
import { objectPath, twinPath } from './object-path';
import { senderLabel, type Sender } from './sender';
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
  /** Makes an object of the same bytes where they lie at the home already: then the stream is read for their beginning alone. */
  readonly store?: (options: PutOptions) => Promise<Result<StoredObject>>;
}

/** A DICOM object that came without a name: it gets one by its UIDs. */
export interface IncomingObject {
  readonly sender: Sender;
  /** Folders of the dataset under which its study lies. */
  readonly under: readonly string[];
  readonly bytes: Readable;
  /** Looks at the object before any of it is kept. */
  readonly admit?: (head: ObjectHead) => Result<unknown>;
}

export interface ReceivedObject {
  /** What the object says that it is; null where it could not be read. */
  readonly head: ObjectHead | null;
  readonly result: Result<AddedFile>;
}

/** A file of which the beginning was seen. */
interface Seen {
  readonly sender: Sender;
  readonly whole: Readable;
  readonly mediaType: MediaType;
  readonly head: ObjectHead | null;
  readonly expectedSha256?: string;
  readonly store?: IncomingFile['store'];
}

/** Takes files in, at the home of the hospital. A file counts when its digest was checked and its bytes are synced; nothing is half there. */
export class Intake {
  private readonly secrets: AssetSecrets;

  constructor(
    private readonly cases: CaseStore,
    private readonly files: CollectionFiles,
    private readonly objects: ObjectStore,
    keys: KeyStore,
    readonly limits: IntakeLimits = DEFAULT_INTAKE_LIMITS,
  ) {
    this.secrets = new AssetSecrets(keys);
  }

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
    const expectedSha256 = incoming.expectedSha256?.toLowerCase();
    const known = await this.before(collection, path.value, expectedSha256);
    if (!known.ok || known.value) return known as Result<AddedFile>;
    const peeked = await peek(incoming.bytes, HEAD_BYTES);
    if (!peeked.ok) return peeked;
    const mediaType = admit(path.value, peeked.value.head, archive);
    if (!mediaType.ok) return mediaType;
    const looked = await look(peeked.value, mediaType.value);
    if (!looked.ok) return looked;
    const seen: Seen = { ...looked.value, sender: incoming.actor, expectedSha256, store: incoming.store };
    const stored = await this.store(collection, seen);
    return stored.ok ? this.enter(collection, seen, stored.value, path.value) : stored;
  }

  /**
   * A DICOM object that came without a name, for a collection that its sender is known to be allowed. The same object again is done already; another
   * one of the same UID is kept beside it, for the hospital to choose: an archive that was corrected sends again what it sent before. Refuses what
   * `receiveInto` refuses, `collection.not-dicom`, and what `admit` refuses. The stream is at its end or destroyed.
   */
  async receiveObject(collection: SeenCollection, incoming: IncomingObject): Promise<ReceivedObject> {
    incoming.bytes.on('error', () => undefined);
    try {
      if (collection.state !== 'receiving') return { head: null, result: notReceiving(collection) };
      const peeked = await peek(incoming.bytes, OBJECT_HEAD_BYTES);
      if (!peeked.ok) return { head: null, result: peeked };
      const isDicom = mediaTypeOf(peeked.value.head.subarray(0, HEAD_BYTES)) === 'application/dicom';
      const head = isDicom ? readObjectHead(peeked.value.head) : null;
      if (!isDicom) return { head, result: refuseCollection('collection.not-dicom', 'This is no DICOM object.') };
      const refused = head && incoming.admit?.(head);
      if (refused && !refused.ok) return { head, result: refused };
      const seen: Seen = { sender: incoming.sender, whole: peeked.value.whole, mediaType: 'application/dicom', head };
      return { head, result: await this.storeObject(collection, seen, incoming.under) };
    } finally {
      incoming.bytes.destroy();
    }
  }

  private async storeObject(collection: SeenCollection, seen: Seen, under: readonly string[]): Promise<Result<AddedFile>> {
    const stored = await this.store(collection, seen);
    if (!stored.ok) return stored;
    const unnamed = { uids: { study: null, series: null, instance: stored.value.sha256 } };
    const path = objectPath(under, seen.head?.uids.instance ? seen.head : unnamed);
    const entered = await this.enter(collection, seen, stored.value, path);
    if (entered.ok || entered.refusal.code !== 'collection.path-taken') return entered;
    return this.enter(collection, seen, stored.value, twinPath(path, stored.value.sha256));
  }

  private store({ organisationId }: SeenCollection, { whole, expectedSha256, store }: Seen): Promise<Result<StoredObject>> {
    const options = { expectedSha256, limitBytes: this.limits.fileBytes };
    return store ? store(options) : this.objects.put(organisationId, whole, options);
  }

  /** What can't be told of an image for want of the secret does not keep it out: its row is for orientation, the file is the data. */
  private async enter(
    collection: SeenCollection,
    { sender, mediaType, head }: Seen,
    stored: StoredObject,
    path: string,
  ): Promise<Result<AddedFile>> {
    const secret = head && (await this.secrets.of(collection.organisationId, collection.assetId));
    const imaging = head && secret?.ok ? imagingRowOf(head, secret.value) : undefined;
    return this.files.add(collection, { ...stored, path, mediaType, receivedBy: senderLabel(sender) }, imaging);
  }

  /** What can be told before a byte is read: a retry of what came through, or a path that is another file's. */
  private async before(collection: SeenCollection, path: string, expected: string | undefined): Promise<Result<AddedFile | undefined>> {
    if (collection.state !== 'receiving') return notReceiving(collection);
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

const notReceiving = ({ state }: SeenCollection) =>
  refuseCollection('collection.not-receiving', `The collection is ${state}; files come and go while it is receiving.`, { state });

/** A sender that breaks off is no fault of ours: what the store would refuse later is refused here. */
async function peek(bytes: Readable, count: number): Promise<Result<StreamWithHead>> {
  try {
    return ok(await headOf(bytes, count));
  } catch {
    return refuseCollection('collection.try-again', 'The file broke off before its end; send it again.');
  }
}

/** An image's header is longer than what tells its type. */
async function look({ whole }: StreamWithHead, mediaType: MediaType): Promise<Result<Pick<Seen, 'whole' | 'mediaType' | 'head'>>> {
  if (mediaType !== 'application/dicom') return ok({ whole, mediaType, head: null });
  const peeked = await peek(whole, OBJECT_HEAD_BYTES);
  return peeked.ok ? ok({ whole: peeked.value.whole, mediaType, head: readObjectHead(peeked.value.head) }) : peeked;
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

export /** An archive where a file is expected. */
const refuseArchive = (): Result<never> =>
  refuseCollection('collection.archive-as-file', 'An archive is unpacked on the way in: send a zip as an archive, others unpacked.');
