import { type CaseRunner } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type Stage } from '#libs/pipeline';

export interface GovernanceStageDependencies {
  readonly tenancy: Tenancy;
  readonly runner: () => CaseRunner;
}

/** What the pipeline may ask: to end what is open on an older version of the dataset. */
export const governanceStage = ({ tenancy, runner }: GovernanceStageDependencies): Stage => ({
  name: 'governance',
  kinds: ['governance'],
  supersede: async ({ organisationId, assetId, datasetVersion, eventId }): Promise<Result<void>> => {
    const found = await tenancy.rows<{ id: string }>(
      organisationId,
      `select id from case_record where organisation_id = $1 and asset_id = $2 and kind = 'governance'
         and state in ('planned', 'running', 'review', 'sealing', 'blocked') and (data ->> 'datasetVersion')::int <= $3`,
      [organisationId, assetId, datasetVersion],
    );
    if (!found.ok) return found;
    for (const { id } of found.value) {
      const answer = await runner().command({
        kind: 'governance',
        caseId: id,
        organisationId,
        command: 'supersede',
        payload: {},
        actor: { kind: 'pipeline', id: eventId },
        idempotencyKey: `${eventId}/${id}`,
      });
      if (!answer.ok && !['case.terminal', 'case.wrong-state'].includes(answer.refusal.code)) return answer;
    }
    return ok(undefined);
  },
});
