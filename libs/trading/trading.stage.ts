import { type CaseRunner } from '#libs/case-runtime';
import { type Tenancy } from '#libs/database';
import { superseding, type Stage } from '#libs/pipeline';

export interface TradingStageDependencies {
  readonly tenancy: Tenancy;
  readonly runner: () => CaseRunner;
}

/** What the pipeline may ask: to take off the market what speaks of a version that is over, and to end the orders on it that are not paid. */
export const tradingStage = (parts: TradingStageDependencies): Stage => ({
  name: 'trading',
  kinds: ['listing', 'order'],
  supersede: superseding(parts, [
    { kind: 'listing', states: { allBut: ['delisted'] }, versionAt: ['datasetVersion'], command: 'supersede' },
    {
      kind: 'order',
      states: { open: ['requested', 'offered', 'countered', 'agreed'] },
      versionAt: ['datasetVersion'],
      command: 'supersede',
    },
  ]),
});
