import { type CaseRunner } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { superseding, type Stage } from '#libs/pipeline';

export interface ConfirmationStageDependencies {
  readonly tenancy: Tenancy;
  readonly runner: () => CaseRunner;
}

/** What the pipeline may ask: to end what registers an older version of the dataset. */
export const confirmationStage = (parts: ConfirmationStageDependencies): Stage => ({
  name: 'confirmation',
  kinds: ['confirmation'],
  supersede: superseding(parts, [
    {
      kind: 'confirmation',
      states: { allBut: ['not-accepted', 'refused', 'ended', 'void', 'lapsed'] },
      versionAt: ['application', 'datasetVersion'],
      command: 'void',
      payload: { reason: 'dataset-version-superseded' },
    },
  ]),
});
