import { type Act } from '#libs/case-runtime';
import { type RowEffect } from '#libs/cases';
import { type PatientMap, type AssetKey, type SealedMap } from './patient-map.store';

export type WholeMap = PatientMap & SealedMap;
export type NewMap = Omit<WholeMap, 'uploadedAt'>;

/** A table was given, in the place of the one before. The chain keeps its keyed digest and its counts, and nothing that it says. */
export function giving(asset: AssetKey, map: NewMap, before: WholeMap | undefined, at: Date): Act {
  const { id, digest, summary, uploadedBy } = map;
  return {
    recorded: { patientMap: id, digest, rows: summary.rows, patients: summary.patients, replaces: before ? named(before) : null },
    // The one before goes first: an asset has one table at a time.
    rows: [...(before ? [removed(asset, before, uploadedBy, at)] : []), row(asset, map)],
  };
}

/** The table was taken away: runs that begin from then on go without. */
export function removing(asset: AssetKey, map: WholeMap, by: string, at: Date): Act {
  return { recorded: named(map), rows: [removed(asset, map, by, at)] };
}

const named = ({ id, digest }: PatientMap) => ({ patientMap: id, digest });

const row = ({ organisationId, assetId }: AssetKey, { id, digest, sealedSha256, summary, uploadedBy }: NewMap) =>
  ({
    type: 'row',
    table: 'governance_patient_map',
    write: 'insert',
    values: {
      organisation_id: organisationId,
      id,
      asset_id: assetId,
      digest,
      sealed_sha256: sealedSha256,
      summary: { ...summary },
      uploaded_by: uploadedBy,
    },
  }) satisfies RowEffect;

function removed(asset: AssetKey, map: NewMap, by: string, at: Date): RowEffect {
  const kept = row(asset, map);
  return { ...kept, write: 'upsert', values: { ...kept.values, removed_at: at.toISOString(), removed_by: by } };
}
