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

/** The text of an object whose digest is checked. Refuses `governance.manifest-broken`. */
export async function textOf(objects: ObjectStore, organisationId: string, digest: string): Promise<Result<string>> {
  const opened = await objects.open(organisationId, digest);
  if (!opened.ok) return opened;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of opened.value as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > DOCUMENT_LIMIT_BYTES) return broken(digest);
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  return sha256Hex(whole) === digest ? ok(whole.toString('utf8')) : broken(digest);
}

const broken = (digest: string) =>
  refuseGovernance('governance.manifest-broken', 'The document is not the one that its digest names.', { facts: { digest } });
