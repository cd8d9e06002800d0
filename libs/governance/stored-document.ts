import { Readable } from 'node:stream';
import { ok, sha256Hex, type Result } from '#libs/kernel';
import { type ObjectStore } from '#libs/storage';
import { refuseGovernance } from './governance.errors';

/** A manifest of a million files has some 250 MB. */
const DOCUMENT_LIMIT_BYTES = 512 * 1024 * 1024;

/** Puts text under its digest. */
export async function putText(objects: ObjectStore, organisationId: string, text: string): Promise<Result<string>> {
  const digest = sha256Hex(text);
  const put = await objects.put(organisationId, Readable.from([Buffer.from(text)]), { expectedSha256: digest });
  return put.ok ? ok(digest) : put;
}

/** A whole object. Refuses `governance.manifest-broken` for one that no manifest is as long as. */
export async function bytesOf(objects: ObjectStore, organisationId: string, digest: string): Promise<Result<Buffer>> {
  const opened = await objects.open(organisationId, digest);
  if (!opened.ok) return opened;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of opened.value as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > DOCUMENT_LIMIT_BYTES) {
      return refuseGovernance('governance.manifest-broken', 'The document is longer than any that is read here.', { facts: { digest } });
    }
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks));
}
