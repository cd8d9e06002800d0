import { type FactLoader } from '#libs/case-runtime';
import { ok, orThrow } from '#libs/kernel';
import { COUNT_SQL, type FileCount } from './collection-file.store';

export interface RoundFact {
  readonly rounds: number;
  /** A collection of the asset that has not ended. */
  readonly openCaseId: string | null;
}

/** Where the organisation's raw data lies. Throws for an organisation that is not registered: its data has no place to go to. */
export const homeFact: FactLoader = async ({ organisationId, tenancy }) => {
  const rows = orThrow(
    await tenancy.rows<{ home: string }>(organisationId, 'select home from organisation where id = $1', [organisationId]),
  );
  if (!rows[0]) throw new Error(`organisation ${organisationId} is not registered`);
  return { value: rows[0].home };
};

/** Two openings at once count the same rounds: the row that each writes collides, and the later one is decided anew. */
export const roundFact: FactLoader = async ({ organisationId, assetId, tenancy }) => {
  const rows = orThrow(
    await tenancy.rows<RoundFact>(
      organisationId,
      `select count(*)::int as rounds, (array_agg(c.id) filter (where c.state not in ('sealed', 'abandoned')))[1] as "openCaseId"
       from collection_round r join case_record c on c.organisation_id = r.organisation_id and c.id = r.case_id
       where r.organisation_id = $1 and r.asset_id = $2`,
      [organisationId, assetId],
    ),
  );
  return { value: rows[0]! };
};

/** Files and bytes received so far, and how many of them a sealing found faulty. */
export const intakeFact: FactLoader = async ({ organisationId, caseId, tenancy }) => {
  const counted = await tenancy.readTenant(organisationId, async (query) =>
    ok(await query.one<FileCount>(COUNT_SQL, [organisationId, caseId])),
  );
  return { value: orThrow(counted)! };
};
