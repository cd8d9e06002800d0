import { ok, type Result } from '#libs/kernel';
import { refuseStorage } from '#libs/storage';
import { refuseCollection } from '../collection.errors';
import { parseFilePath } from '../file-path';
import { isProgramName } from '../media-type';
import { type AnnouncedUpload, type UploadKind } from './resumable-upload.store';

/** As it came from outside. */
export interface UploadAnnouncement {
  readonly kind?: string;
  readonly path?: string;
  readonly sha256?: string;
  readonly bytes: number;
}

/** What can be refused before a byte has come, so that nobody sends gigabytes for nothing. Refuses also what `parseFilePath` refuses. */
export function announcedUpload(given: UploadAnnouncement, limits: Readonly<Record<UploadKind, number>>): Result<AnnouncedUpload> {
  const { kind = 'file', bytes, path = '' } = given;
  if (kind !== 'file' && kind !== 'archive')
    return refuseCollection('collection.upload-form', 'The kind of an upload is «file» or «archive».', { field: 'kind' });
  if (bytes === 0) return refuseCollection('collection.empty-file', 'The file is empty.');
  if (bytes > limits[kind])
    return refuseStorage('storage.too-large', `More than ${limits[kind]} bytes.`, { facts: { limitBytes: limits[kind] } });
  const sha256 = given.sha256?.toLowerCase() ?? null;
  if (sha256 !== null && !/^[0-9a-f]{64}$/.test(sha256))
    return refuseCollection('collection.digest-form', 'A SHA-256 is 64 hexadecimal digits.', { field: 'sha256' });
  if (kind === 'archive' && path === '') return ok({ kind, path, bytes, sha256 });
  const parsed = parseFilePath(path);
  if (!parsed.ok) return parsed;
  if (kind === 'file' && isProgramName(parsed.value))
    return refuseCollection('collection.executable', 'Programs are not taken in, nor files that begin as one.');
  return ok({ kind, path: parsed.value, bytes, sha256 });
}
