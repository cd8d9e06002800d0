import { type CaseKind } from '#libs/case-runtime';
import { type CaseDefinition } from '#libs/cases';
import { assetFact } from '#libs/pipeline';
import { collectionCase } from './collection.case';
import { homeFact, intakeFact, roundFact } from './collection.facts';

export const collectionKind = (): CaseKind => ({
  path: 'collections',
  definitions: [collectionCase as unknown as CaseDefinition],
  facts: { asset: assetFact, round: roundFact, home: homeFact, intake: intakeFact },
});
