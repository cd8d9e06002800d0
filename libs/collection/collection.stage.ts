import { type CaseRunner } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type Stage } from '#libs/pipeline';

export interface CollectionStageDependencies {
  readonly tenancy: Tenancy;
  readonly runner: () => CaseRunner;
}

/** What the pipeline may ask: to end collections of an older version. */
export const collectionStage = ({ tenancy, runner }: CollectionStageDependencies): Stage => ({
  name: 'collection',
  kinds: ['collection'],
  supersede: async ({ organisationId, assetId, datasetVersion, eventId }): Promise<Result<void>> => {
    const found = await tenancy.rows<{ id: string }>(
      organisationId,
      `select id from case_record where organisation_id = $1 and asset_id = $2 and kind = 'collection'
         and state not in ('sealed', 'abandoned') and (data ->> 'datasetVersion')::int <= $3`,
      [organisationId, assetId, datasetVersion],
    );
    if (!found.ok) return found;
    for (const { id } of found.value) {
      const answer = await runner().command({
        kind: 'collection',
        caseId: id,
        organisationId,
        command: 'supersede',
        payload: {},
        actor: { kind: 'pipeline', id: eventId },
        idempotencyKey: `${eventId}/${id}`,
      });
      if (!answer.ok && answer.refusal.code !== 'case.terminal') return answer;
    }
    return ok(undefined);
  },
});
