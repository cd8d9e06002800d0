import { type CaseRunner } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type Stage, type SupersedeRequest } from './stage.port';

export interface SupersedingParts {
  readonly tenancy: Tenancy;
  readonly runner: () => CaseRunner;
}

/** The cases of a kind that end with the dataset version that they are about. */
export interface SupersededCases {
  readonly kind: string;
  /** Which are ended: those in these states, so that one which got past them meanwhile is left alone, or those in any but these. */
  readonly states: { readonly open: readonly string[] } | { readonly allBut: readonly string[] };
  /** Where the case's document names its dataset version. */
  readonly versionAt: readonly string[];
  readonly command: string;
  readonly payload?: object;
}

/** How a stage ends what it holds open on a dataset version and on older ones: kind by kind, each case once for an event of the pipeline. */
export const superseding =
  (parts: SupersedingParts, cases: readonly SupersededCases[]): NonNullable<Stage['supersede']> =>
  async (request) => {
    for (const each of cases) {
      const ended = await endCases(parts, each, request);
      if (!ended.ok) return ended;
    }
    return ok(undefined);
  };

async function endCases({ tenancy, runner }: SupersedingParts, cases: SupersededCases, request: SupersedeRequest): Promise<Result<void>> {
  const { organisationId, assetId, datasetVersion, eventId } = request;
  const { kind, states, versionAt, command, payload = {} } = cases;
  const [listed, areOpen] = 'open' in states ? [states.open, true] : [states.allBut, false];
  const found = await tenancy.rows<{ id: string }>(
    organisationId,
    `select id from case_record where organisation_id = $1 and asset_id = $2 and kind = $3
       and (state = any($4)) = $5 and (data #>> $6::text[])::int <= $7 order by id`,
    [organisationId, assetId, kind, listed, areOpen, versionAt, datasetVersion],
  );
  if (!found.ok) return found;
  for (const { id: caseId } of found.value) {
    const actor = { kind: 'pipeline', id: eventId } as const;
    const idempotencyKey = `${eventId}/${caseId}`;
    const answer = await runner().command({ kind, caseId, organisationId, command, payload, actor, idempotencyKey });
    if (!answer.ok && !isOver(answer.refusal.code, areOpen)) return answer;
  }
  return ok(undefined);
}

/** Somebody else ended it meanwhile, or moved it out of the states that are ended. */
const isOver = (code: string, areOpen: boolean): boolean => code === 'case.terminal' || (areOpen && code === 'case.wrong-state');
