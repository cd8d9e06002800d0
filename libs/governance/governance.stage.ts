import { type CaseRunner } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { superseding, type Stage } from '#libs/pipeline';

export interface GovernanceStageDependencies {
  readonly tenancy: Tenancy;
  readonly runner: () => CaseRunner;
}

/** What the pipeline may ask: to end what is open on an older version of the dataset. */
export const governanceStage = (parts: GovernanceStageDependencies): Stage => ({
  name: 'governance',
  kinds: ['governance'],
  supersede: superseding(parts, [
    {
      kind: 'governance',
      states: { open: ['planned', 'running', 'review', 'sealing', 'blocked'] },
      versionAt: ['datasetVersion'],
      command: 'supersede',
    },
  ]),
});
