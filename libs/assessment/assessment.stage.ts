import { type CaseRunner } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { superseding, type Stage } from '#libs/pipeline';

export interface AssessmentStageDependencies {
  readonly tenancy: Tenancy;
  readonly runner: () => CaseRunner;
}

/** What the pipeline may ask: to void what speaks of an older version of the dataset. */
export const assessmentStage = (parts: AssessmentStageDependencies): Stage => ({
  name: 'assessment',
  kinds: ['assessment'],
  supersede: superseding(parts, [
    {
      kind: 'assessment',
      states: { allBut: ['declined', 'withdrawn', 'void'] },
      versionAt: ['examined', 'datasetVersion'],
      command: 'void',
      payload: { reason: 'dataset-version-superseded' },
    },
  ]),
});
