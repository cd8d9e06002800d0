import { createHash } from 'node:crypto';
import { type Readable } from 'node:stream';
import { ok, type Result } from '#libs/kernel';
import { type Manifest } from '#libs/pipeline';
import { type ObjectStore } from '#libs/storage';
import { refuseTrading } from './trading.errors';

/** Bytes of a manifest or a report; a manifest of a million files has about 150 MB. */
const DOCUMENT_LIMIT = 256 * 1024 * 1024;

export interface DeliveredManifest {
  readonly manifest: Manifest;
  /** As they were hashed. */
  readonly bytes: Buffer;
}

/** The manifest with this digest, if it is of the governed data of this asset: raw data has one too, and is never delivered. */
export async function readGovernedManifest(
  objects: ObjectStore,
  sale: { readonly organisationId: string; readonly assetId: string; readonly datasetVersion: number; readonly governedDigest: string },
): Promise<Result<DeliveredManifest>> {
  const read = await readDocument(objects, sale.organisationId, sale.governedDigest);
  if (!read.ok) return read;
  const manifest = parse(read.value);
  const right =
    manifest?.format === 'medbourse-manifest/1' &&
    manifest.kind === 'governed' &&
    manifest.assetId === sale.assetId &&
    manifest.datasetVersion === sale.datasetVersion;
  if (!right) return refuseTrading('delivery.dataset-differs', 'The manifest is not that of the governed data which was sold.');
  return ok({ manifest, bytes: read.value });
}

/** A whole object, checked against its digest. Refuses `delivery.file-missing`, `delivery.dataset-differs`. */
export async function readDocument(objects: ObjectStore, organisationId: string, digest: string): Promise<Result<Buffer>> {
  const opened = await objects.open(organisationId, digest);
  if (!opened.ok) return missing(digest);
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of opened.value as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > DOCUMENT_LIMIT) throw new RangeError('a document of the dataset is larger than any should be');
      parts.push(part);
    }
  } finally {
    opened.value.destroy();
  }
  const whole = Buffer.concat(parts);
  return createHash('sha256').update(whole).digest('hex') === digest ? ok(whole) : differs(digest);
}

/** Reads an object to its end. Refuses what `readDocument` does. */
export async function checkObject(
  objects: ObjectStore,
  organisationId: string,
  file: { readonly sha256: string; readonly bytes: number },
): Promise<Result<void>> {
  const opened = await objects.open(organisationId, file.sha256);
  if (!opened.ok) return missing(file.sha256);
  const measured = await measure(opened.value);
  return measured.sha256 === file.sha256 && measured.bytes === file.bytes ? ok(undefined) : differs(file.sha256);
}

async function measure(stream: Readable): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    hash.update(part);
    bytes += part.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

function parse(bytes: Buffer): Manifest | null {
  try {
    return JSON.parse(bytes.toString('utf8')) as Manifest;
  } catch {
    return null;
  }
}

const missing = (sha256: string) =>
  refuseTrading('delivery.file-missing', 'An object of the governed data can not be read at its home.', { facts: { sha256 } });
const differs = (sha256: string) =>
  refuseTrading('delivery.dataset-differs', 'An object of the governed data has another digest than its manifest says.', {
    facts: { sha256 },
  });
