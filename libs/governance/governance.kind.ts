import { type CaseKind } from '#libs/case-runtime';
import { type CaseDefinition } from '#libs/cases';
import { assetFact } from '#libs/pipeline';
import { governanceCase } from './governance.case';
import { quarantineFact, ratesFact, roundFact, spendingFact } from './governance.facts';

export const governanceKind = (): CaseKind => ({
  path: 'governance',
  definitions: [governanceCase as unknown as CaseDefinition],
  facts: { asset: assetFact, round: roundFact, rates: ratesFact, spending: spendingFact, quarantine: quarantineFact },
});
