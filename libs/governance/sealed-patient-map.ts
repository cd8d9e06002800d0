import { hkdfSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { type PatientTable } from '#libs/deidentification/patients';
import { ok, sha256Hex, type Result } from '#libs/kernel';
import { openSecret, sealSecret, type ObjectStore } from '#libs/storage';
import { refuseGovernance } from './governance.errors';
import { type AssetKey } from './patient-map.store';
import { bytesOf } from './stored-document';

/** HKDF-SHA-256 (RFC 5869) of the asset's secret: with it the table is lost, and nothing else is sealed by this key. */
const keyOf = (secret: Buffer): Buffer => Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'medbourse/patient-map', 32));
const ownerOf = ({ organisationId, assetId }: AssetKey): string => `medbourse/patient-map/${organisationId}/${assetId}`;

/** Seals what a table says into the home's store; returns the digest of the sealed bytes. */
export async function putSealedMap(objects: ObjectStore, asset: AssetKey, secret: Buffer, table: PatientTable): Promise<Result<string>> {
  const sealed = sealSecret(Buffer.from(JSON.stringify(table.entries)), keyOf(secret), ownerOf(asset));
  const digest = sha256Hex(sealed);
  const put = await objects.put(asset.organisationId, Readable.from([sealed]), { expectedSha256: digest });
  return put.ok ? ok(digest) : put;
}

/** The entries of a table as JSON. Refuses `governance.patient-map-lost` where it was removed from the store or can't be opened. */
export async function openSealedMap(objects: ObjectStore, asset: AssetKey, secret: Buffer, sealedSha256: string): Promise<Result<string>> {
  const sealed = await bytesOf(objects, asset.organisationId, sealedSha256);
  if (!sealed.ok && sealed.refusal.code !== 'storage.not-found') return sealed;
  const opened = sealed.ok ? openSecret(sealed.value, keyOf(secret), ownerOf(asset)) : undefined;
  if (opened) return ok(opened.toString('utf8'));
  return refuseGovernance('governance.patient-map-lost', 'The table that this run goes by was removed or can not be opened.', {
    facts: { assetId: asset.assetId },
  });
}
