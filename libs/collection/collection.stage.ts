import { type CaseRunner } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { superseding, type Stage } from '#libs/pipeline';

export interface CollectionStageDependencies {
  readonly tenancy: Tenancy;
  readonly runner: () => CaseRunner;
}

/** What the pipeline may ask: to end collections of an older version. */
export const collectionStage = (parts: CollectionStageDependencies): Stage => ({
  name: 'collection',
  kinds: ['collection'],
  supersede: superseding(parts, [
    { kind: 'collection', states: { allBut: ['sealed', 'abandoned'] }, versionAt: ['datasetVersion'], command: 'supersede' },
  ]),
});
