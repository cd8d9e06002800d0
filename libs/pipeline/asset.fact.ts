import { type FactLoader } from '#libs/case-runtime';
import { ok, orThrow, RefusalError } from '#libs/kernel';
import { type AssetData, type AssetState } from './asset-data';
import { refusePipeline } from './pipeline.errors';

/** What a stage may rely on of the asset. A decision that relied on it is refused when the asset has moved meanwhile. */
export interface AssetFact {
  readonly assetId: string;
  readonly organisationId: string;
  readonly state: AssetState;
  readonly version: number;
  readonly data: AssetData;
}

/** The fact `asset`: the asset of the case, read under the case's owner. Refuses `asset.not-found`. */
export const assetFact: FactLoader = async ({ organisationId, assetId, tenancy }) => {
  const read = await tenancy.readTenant(organisationId, async (query) =>
    ok(
      await query.one<Omit<AssetFact, 'organisationId'>>(
        `select id as "assetId", state, version, data from case_record where organisation_id = $1 and id = $2 and kind = 'asset'`,
        [organisationId, assetId],
      ),
    ),
  );
  const row = orThrow(read);
  if (!row) throw new RefusalError(refusePipeline('asset.not-found', 'No such asset.').refusal);
  const value: AssetFact = { ...row, organisationId };
  return { value, relied: [{ organisationId, caseId: row.assetId, version: row.version }] };
};
