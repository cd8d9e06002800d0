import { type CaseRunner } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type Stage } from '#libs/pipeline';

export interface TradingStageDependencies {
  readonly tenancy: Tenancy;
  readonly runner: () => CaseRunner;
}

interface OpenCase {
  readonly id: string;
  readonly kind: string;
}

/** What the pipeline may ask: to take off the market what speaks of a version that is over, and to end the orders on it that are not paid. */
export const tradingStage = ({ tenancy, runner }: TradingStageDependencies): Stage => ({
  name: 'trading',
  kinds: ['listing', 'order'],
  supersede: async ({ organisationId, assetId, datasetVersion, eventId }): Promise<Result<void>> => {
    const found = await tenancy.readTenant(organisationId, async (query) =>
      ok(
        await query.rows<OpenCase>(
          `select id, kind from case_record
           where organisation_id = $1 and asset_id = $2 and (data ->> 'datasetVersion')::int <= $3
             and (kind = 'listing' and state <> 'delisted' or kind = 'order' and state in ('requested', 'offered', 'countered', 'agreed'))
           order by kind, id`,
          [organisationId, assetId, datasetVersion],
        ),
      ),
    );
    if (!found.ok) return found;
    for (const { id, kind } of found.value) {
      const answer = await runner().command({
        kind,
        caseId: id,
        organisationId,
        command: 'supersede',
        payload: {},
        actor: { kind: 'pipeline', id: eventId },
        idempotencyKey: `${eventId}/${id}`,
      });
      if (!answer.ok && !isOver(answer.refusal.code)) return answer;
    }
    return ok(undefined);
  },
});

/** Somebody else ended it, or paid, meanwhile. */
const isOver = (code: string): boolean => code === 'case.terminal' || code === 'case.wrong-state';
