import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { RefusalError, ok, type Result } from '#libs/kernel';
import { IncomingBytes } from './incoming-bytes';
import { assertOrganisation, objectName } from './object-name';
import { type ByteRange, type ObjectStore, type PutOptions, type StoredObject } from './object-store';
import { copyObject } from './s3-copy';
import { sweepIncoming } from './s3-sweep';
import { refuseStorage } from './storage.errors';

export interface S3Options {
  readonly bucket: string;
  /** Before every name, ending in '/'; empty where the bucket is the exchange's alone. */
  readonly prefix: string;
  /** Of another server than Amazon's. Without one, the SDK finds Amazon's for the region. */
  readonly endpoint?: string;
  readonly region: string;
}

/** Multipart: S3 takes 10,000 parts, so an object may have 160 GB; 48 MB of one upload are in memory. */
const PART_BYTES = 16 * 1024 * 1024;
const PARTS_AT_ONCE = 2;

/**
 * Objects in S3. Under which name one belongs is known when the last byte was hashed, so it is uploaded under a name in `incoming/` and copied by
 * the server to its own; only then it can be read. Credentials come from the environment, as the SDK finds them.
 */
export class S3ObjectStore implements ObjectStore {
  private constructor(
    private readonly client: S3Client,
    private readonly options: S3Options,
  ) {}

  /** Sweeps what a crash left in `incoming/`, older than a day. Throws where the bucket can not be reached. */
  static async at(options: S3Options): Promise<S3ObjectStore> {
    const client = new S3Client({
      region: options.region,
      endpoint: options.endpoint,
      // Other servers than Amazon's take no bucket for a host name, and know no checksums but those that S3 demands.
      forcePathStyle: options.endpoint !== undefined,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    await sweepIncoming(client, options.bucket, `${options.prefix}incoming/`);
    return new S3ObjectStore(client, options);
  }

  async put(organisationId: string, bytes: Readable, options: PutOptions = {}): Promise<Result<StoredObject>> {
    assertOrganisation(organisationId);
    const temporary = `${this.options.prefix}incoming/${randomUUID()}`;
    const incoming = new IncomingBytes(bytes, options);
    let uploaded = false;
    try {
      await this.upload(temporary, incoming);
      uploaded = true;
      const whole = incoming.whole();
      if (whole.ok)
        await copyObject(this.client, this.options.bucket, temporary, this.keyOf(organisationId, whole.value.sha256), whole.value.bytes);
      return whole;
    } catch (error) {
      // Dropping the parts may fail in its turn.
      return refusalOf(incoming.failure ?? error);
    } finally {
      bytes.destroy();
      if (uploaded) await this.remove(temporary).catch(() => undefined); // else the next sweep does
    }
  }

  async open(organisationId: string, sha256: string, range?: ByteRange): Promise<Result<Readable>> {
    const key = this.keyOf(organisationId, sha256);
    try {
      const Range = range && `bytes=${range.first}-${range.last}`;
      const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.options.bucket, Key: key, Range }));
      return ok(Body as Readable);
    } catch (error) {
      if (statusOf(error) === RANGE_NOT_SATISFIABLE) return ok(Readable.from([]));
      return isMissing(error) ? refuseStorage('storage.not-found', 'No such object.') : refusalOf(error);
    }
  }

  async stat(organisationId: string, sha256: string): Promise<Result<StoredObject | undefined>> {
    const key = this.keyOf(organisationId, sha256);
    try {
      const { ContentLength } = await this.client.send(new HeadObjectCommand({ Bucket: this.options.bucket, Key: key }));
      return ok({ sha256, bytes: ContentLength ?? 0 });
    } catch (error) {
      return isMissing(error) ? ok(undefined) : refusalOf(error);
    }
  }

  async delete(organisationId: string, sha256: string): Promise<Result<void>> {
    const key = this.keyOf(organisationId, sha256);
    try {
      await this.remove(key);
      return ok(undefined);
    } catch (error) {
      return isMissing(error) ? ok(undefined) : refusalOf(error);
    }
  }

  close(): void {
    this.client.destroy();
  }

  /** Where the source breaks off, the parts that went up are dropped. */
  private async upload(key: string, incoming: IncomingBytes): Promise<void> {
    const params = { Bucket: this.options.bucket, Key: key, Body: Readable.from(incoming) };
    await new Upload({ client: this.client, params, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE, leavePartsOnError: false }).done();
  }

  private async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.options.bucket, Key: key }));
  }

  private keyOf(organisationId: string, sha256: string): string {
    return `${this.options.prefix}${objectName(organisationId, sha256)}`;
  }
}

const RANGE_NOT_SATISFIABLE = 416;

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

function isMissing(error: unknown): boolean {
  return ['NoSuchKey', 'NotFound'].includes((error as Error).name);
}

function refusalOf(error: unknown): Result<never> {
  if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
  if (['EntityTooLarge', 'QuotaExceeded', 'XMinioStorageFull'].includes((error as Error).name) || statusOf(error) === 507) {
    return refuseStorage('storage.no-space', 'There is no space left where the data is stored.');
  }
  // The SDK marks what it met at the server, or on the way there, with metadata of the exchange.
  const isServers = '$metadata' in (error as object) || (error as NodeJS.ErrnoException).code !== undefined;
  if (!isServers) throw error;
  return refuseStorage('storage.unavailable', 'The store can not be read or written.', { facts: { error: (error as Error).name } });
}
