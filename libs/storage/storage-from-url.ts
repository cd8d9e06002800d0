import { fileURLToPath } from 'node:url';
import { ok, type Result } from '#libs/kernel';
import { FileObjectStore } from './file-object-store';
import { type ObjectStore } from './object-store';
import { refuseStorage } from './storage.errors';

/**
 * The store that a `STORAGE_URL` names: `file:<folder>` or `s3://<bucket>/<prefix>?endpoint=<url>&region=<region>`; the keys of S3 are found by the SDK
 * (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, a role), so that no URL holds a secret. Refuses `storage.unusable-url`, `storage.unavailable`.
 */
export async function storageFromUrl(url: string): Promise<Result<ObjectStore>> {
  const scheme = /^([a-z0-9]+):/.exec(url)?.[1];
  try {
    if (scheme === 'file') return ok(await FileObjectStore.at(url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length)));
    if (scheme === 's3') return ok(await s3At(new URL(url)));
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return refuseStorage('storage.unavailable', 'The place of the objects can not be reached.', { facts: { error: code ?? name } });
  }
  return refuseStorage('storage.unusable-url', 'STORAGE_URL must begin with file: or s3://.');
}

/** Loaded where it is used: the SDK takes a third of a second, and most who try the exchange keep files. */
function s3At(url: URL): Promise<ObjectStore> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() of a source needs an extension that only the build has
  const { S3ObjectStore } = require('./s3-object-store') as typeof import('./s3-object-store');
  const path = url.pathname.replace(/^\/+|\/+$/g, '');
  return S3ObjectStore.at({
    bucket: url.hostname,
    prefix: path === '' ? '' : `${path}/`,
    endpoint: url.searchParams.get('endpoint') ?? undefined,
    region: url.searchParams.get('region') ?? process.env.AWS_REGION ?? 'us-east-1',
  });
}
