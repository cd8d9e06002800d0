import { type CaseRunner } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type Stage } from '#libs/pipeline';

export interface AssessmentStageDependencies {
  readonly tenancy: Tenancy;
  readonly runner: () => CaseRunner;
}

/** What the pipeline may ask: to void what speaks of an older version of the dataset. */
export const assessmentStage = ({ tenancy, runner }: AssessmentStageDependencies): Stage => ({
  name: 'assessment',
  kinds: ['assessment'],
  supersede: async ({ organisationId, assetId, datasetVersion, eventId }): Promise<Result<void>> => {
    const found = await tenancy.readTenant(organisationId, async (query) =>
      ok(
        await query.rows<{ id: string }>(
          `select id from case_record where organisation_id = $1 and asset_id = $2 and kind = 'assessment'
             and state not in ('declined', 'withdrawn', 'void') and (data #>> '{examined,datasetVersion}')::int <= $3`,
          [organisationId, assetId, datasetVersion],
        ),
      ),
    );
    if (!found.ok) return found;
    for (const { id } of found.value) {
      const answer = await runner().command({
        kind: 'assessment',
        caseId: id,
        organisationId,
        command: 'void',
        payload: { reason: 'dataset-version-superseded' },
        actor: { kind: 'pipeline', id: eventId },
        idempotencyKey: `${eventId}/${id}`,
      });
      if (!answer.ok && answer.refusal.code !== 'case.terminal') return answer;
    }
    return ok(undefined);
  },
});
