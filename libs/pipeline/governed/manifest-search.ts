import { createHash } from 'node:crypto';
import { ok, type Result } from '#libs/kernel';
import { type ManifestFile } from '../handover';
import { refusePipeline } from '../pipeline.errors';

/** Of a canonical manifest: quotes within a path are escaped, so that no path can look like an entry. */
const ENTRY = /\{"bytes":(\d{1,16}),"path":"([^"\\]{1,200})","sha256":"([0-9a-f]{64})"\}/g;
const GOVERNED = '],"format":"medbourse-manifest/1","kind":"governed"}';
/** Longer than any entry that is sought, and than the end. */
const CARRIED = 512;

/**
 * Entries of a governed manifest by path, while it streams: one of a million files has some 250 MB. Refuses `manifest.not-the-one` for other
 * bytes than those of the digest, `manifest.malformed` for what is no manifest of governed data.
 */
export async function searchGovernedManifest(
  bytes: AsyncIterable<Buffer>,
  digest: string,
  paths: ReadonlySet<string>,
): Promise<Result<ReadonlyMap<string, ManifestFile>>> {
  const hash = createHash('sha256');
  const found = new Map<string, ManifestFile>();
  let rest = '';
  for await (const chunk of bytes) {
    hash.update(chunk);
    rest += chunk.toString('latin1'); // the paths that are sought are ASCII, and a code unit a byte breaks no character
    for (const [, size, path, sha256] of rest.matchAll(ENTRY)) {
      if (paths.has(path!)) found.set(path!, { path: path!, bytes: Number(size), sha256: sha256! });
    }
    rest = rest.slice(-CARRIED);
  }
  if (hash.digest('hex') !== digest)
    return refusePipeline('manifest.not-the-one', 'The manifest is not of its digest.', { facts: { digest } });
  if (!rest.endsWith(GOVERNED)) return refusePipeline('manifest.malformed', 'This is no manifest of governed data.', { facts: { digest } });
  return ok(found);
}
