import { type FastifyRequest } from 'fastify';
import { CHECKSUM_ALGORITHMS, refuseCollection, type PartChecksum, type UploadAnnouncement } from '#libs/collection';
import { ok, type Result } from '#libs/kernel';

export const TUS_VERSION = '1.0.0';
/** Of the protocol's extensions, as `Tus-Extension` names them. */
export const TUS_EXTENSIONS = 'creation,creation-with-upload,termination,expiration,checksum';
export const PART_TYPE = 'application/offset+octet-stream';

type Headers = FastifyRequest['headers'];

const text = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
};

const badHeader = (field: string, message: string) => refuseCollection('collection.upload-form', message, { field });

/** What `Upload-Length` and `Upload-Metadata` announce: `path`, `sha256` and `kind`, each base64 of UTF-8; other keys mean nothing here. */
export function announcementOf(headers: Headers): Result<UploadAnnouncement> {
  const length = text(headers, 'upload-length');
  if (length === undefined || !/^\d{1,15}$/.test(length))
    return badHeader('Upload-Length', 'Upload-Length is the number of bytes; a length that is told later is not taken.');
  const metadata = metadataOf(text(headers, 'upload-metadata') ?? '');
  if (!metadata) return badHeader('Upload-Metadata', 'Upload-Metadata is a list of keys, each with base64 of UTF-8.');
  return ok({ bytes: Number(length), path: metadata.get('path'), sha256: metadata.get('sha256'), kind: metadata.get('kind') });
}

function metadataOf(header: string): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  for (const pair of header.split(',')) {
    if (pair.trim() === '') continue;
    const [, key, base64 = ''] = /^\s*([!-+\--~]+)(?: +([A-Za-z0-9+/]*={0,2}))?\s*$/.exec(pair) ?? [];
    const value = decoded(base64);
    if (key === undefined || value === undefined || values.has(key)) return undefined;
    values.set(key, value);
  }
  return values;
}

function decoded(base64: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}

/** The header that says again what was announced. */
export function metadataHeader({ path, sha256, kind }: { path: string; sha256: string | null; kind: string }): string {
  const pairs = Object.entries({ path, sha256: sha256 ?? '', kind }).filter(([, value]) => value !== '');
  return pairs.map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',');
}

export function offsetOf(headers: Headers): Result<number> {
  const offset = text(headers, 'upload-offset');
  return offset !== undefined && /^\d{1,15}$/.test(offset)
    ? ok(Number(offset))
    : badHeader('Upload-Offset', 'Upload-Offset is the place at which the part begins.');
}

/** Undefined where the part comes without one. */
export function checksumOf(headers: Headers): Result<PartChecksum | undefined> {
  const header = text(headers, 'upload-checksum');
  if (header === undefined) return ok(undefined);
  const [, name, base64] = /^(\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(header) ?? [];
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === name);
  return algorithm !== undefined && base64 !== undefined
    ? ok({ algorithm, digest: Buffer.from(base64, 'base64') })
    : badHeader('Upload-Checksum', `Upload-Checksum is one of ${CHECKSUM_ALGORITHMS.join(', ')} and base64.`);
}

/** The media type as it was sent: on raw routes the parsed header is ours. */
export function sentType({ raw }: FastifyRequest): string | undefined {
  const at = raw.rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type');
  return at < 0 ? undefined : raw.rawHeaders[at + 1]!.split(';', 1)[0]!.trim().toLowerCase();
}

export function lengthOf(headers: Headers): number | undefined {
  const length = text(headers, 'content-length');
  return length === undefined ? undefined : Number(length);
}

/** Whether the sender wants to be told what became of the file (RFC 7240). Without it the protocol's own answer has no body. */
export const wantsRepresentation = (headers: Headers): boolean => /(^|,)\s*return=representation\b/.test(text(headers, 'prefer') ?? '');
