import { type Readable } from 'node:stream';
import { type Result } from '#libs/kernel';
import { type LocalObjects } from './local-objects';

export interface StoredObject {
  /** SHA-256, lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface PutOptions {
  /** Refused with `storage.digest-mismatch` where the bytes have another. */
  readonly expectedSha256?: string;
  /** Refused with `storage.too-large` as soon as more has come. */
  readonly limitBytes?: number;
}

export interface AdoptOptions extends PutOptions {
  /** What the file is, where whoever wrote it hashed it meanwhile: it is not read again. */
  readonly hashed?: StoredObject;
}

/** First and last byte, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Dataset objects at one home, written once and addressed by their digest within an organisation. Two organisations with the same bytes share
 * nothing: neither the object nor the knowledge that the other has it.
 */
export interface ObjectStore {
  /**
   * Stores what streams in; the object is there whole and synced when the promise resolves, or not at all. Storing what is there already
   * changes nothing. The stream is destroyed where it was not read to its end. Refuses `storage.digest-mismatch`, `storage.too-large`, `storage.broken-off`, `storage.no-space`, `storage.unavailable`.
   */
  put(organisationId: string, bytes: Readable, options?: PutOptions): Promise<Result<StoredObject>>;
  /** The bytes; a range that begins behind the end is empty. Refuses `storage.not-found`, `storage.unavailable`. */
  open(organisationId: string, sha256: string, range?: ByteRange): Promise<Result<Readable>>;
  /** Undefined where there is no such object. */
  stat(organisationId: string, sha256: string): Promise<Result<StoredObject | undefined>>;
  /** Deleting what is not there is done already. */
  delete(organisationId: string, sha256: string): Promise<Result<void>>;
  /**
   * `put` for a file of this machine that nobody writes any more, without writing its bytes again; where a store has no such way, `put` has to do.
   * The file stays where it is and its maker removes it, so that what was interrupted can be done again. Refuses what `put` refuses.
   */
  adopt?(organisationId: string, path: string, options?: AdoptOptions): Promise<Result<StoredObject>>;
  /** Where the objects are files of this machine. */
  readonly local?: LocalObjects;
}
