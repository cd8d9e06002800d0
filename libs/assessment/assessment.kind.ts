import { type CaseKind } from '#libs/case-runtime';
import { type CaseDefinition } from '#libs/cases';
import { assetFact } from '#libs/pipeline';
import { assessmentCase } from './assessment.case';
import { conflictsFact, firmFact, lawyersFact, legalTimeFact, roundFact, spendingFact } from './assessment.facts';

export const assessmentKind = (): CaseKind => ({
  path: 'assessments',
  definitions: [assessmentCase as unknown as CaseDefinition],
  facts: {
    asset: assetFact,
    firm: firmFact,
    round: roundFact,
    conflicts: conflictsFact,
    spending: spendingFact,
    lawyers: lawyersFact,
    legalTime: legalTimeFact,
  },
});
