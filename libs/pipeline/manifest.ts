import { canonicalJson, ok, sha256Hex, type Result } from '#libs/kernel';
import { type Manifest, type ManifestFile } from './handover';
import { refusePipeline } from './pipeline.errors';

export interface ManifestText {
  /** The very bytes (UTF-8) that the digest is of: canonical JSON, RFC 8785. */
  readonly text: string;
  readonly digest: string;
}

/** A manifest as it is kept and bound: files sorted by code unit, nothing of them but path, size and digest. Throws where two files have one path. */
export function manifestText({ files, ...head }: Omit<Manifest, 'format'>): ManifestText {
  const sorted = files.map(({ path, bytes, sha256 }): ManifestFile => ({ path, bytes, sha256 })).sort(byPath);
  const twice = sorted.findIndex((file, index) => file.path === sorted[index - 1]?.path);
  if (twice >= 0) throw new Error(`files ${twice - 1} and ${twice} of the manifest have one path`);
  const manifest: Manifest = { format: 'medbourse-manifest/1', ...head, files: sorted };
  const text = canonicalJson(manifest);
  return { text, digest: sha256Hex(text) };
}

/** Reads a manifest that was fetched by its digest. Refuses `manifest.not-the-one` for other bytes, `manifest.malformed` for another format. */
export function readManifest(bytes: Buffer, digest: string): Result<Manifest> {
  if (sha256Hex(bytes) !== digest)
    return refusePipeline('manifest.not-the-one', 'The manifest is not of its digest.', { facts: { digest } });
  const manifest = JSON.parse(bytes.toString('utf8')) as Manifest;
  return manifest.format === 'medbourse-manifest/1'
    ? ok(manifest)
    : refusePipeline('manifest.malformed', 'The manifest has a format that is not known here.', { facts: { digest } });
}

const byPath = (a: ManifestFile, b: ManifestFile): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
