import { type CaseRunner } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type Stage } from '#libs/pipeline';

export interface ConfirmationStageDependencies {
  readonly tenancy: Tenancy;
  readonly runner: () => CaseRunner;
}

/** What the pipeline may ask: to end what registers an older version of the dataset. */
export const confirmationStage = ({ tenancy, runner }: ConfirmationStageDependencies): Stage => ({
  name: 'confirmation',
  kinds: ['confirmation'],
  supersede: async ({ organisationId, assetId, datasetVersion, eventId }): Promise<Result<void>> => {
    const found = await tenancy.readTenant(organisationId, async (query) =>
      ok(
        await query.rows<{ id: string }>(
          `select id from case_record where organisation_id = $1 and asset_id = $2 and kind = 'confirmation'
             and state not in ('not-accepted', 'refused', 'ended', 'void', 'lapsed') and (data #>> '{application,datasetVersion}')::int <= $3`,
          [organisationId, assetId, datasetVersion],
        ),
      ),
    );
    if (!found.ok) return found;
    for (const { id } of found.value) {
      const answer = await runner().command({
        kind: 'confirmation',
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
