import { type CaseKind } from '#libs/case-runtime';
import { type CaseDefinition } from '#libs/cases';
import { defaultFeeSchedules, type FeeSchedule } from '#libs/ledger';
import { assetFact } from '#libs/pipeline';
import { confirmationCase } from './confirmation.case';
import {
  agencyFact,
  applicantFact,
  feesFact,
  legalTimeFact,
  numberingFact,
  pendingObjectionsFact,
  roundFact,
  rulesFact,
} from './confirmation.facts';
import { ruleSets } from './rules/national-2026.rules';
import { type RuleSet } from './rules/rule-set';

export interface ConfirmationKindOptions {
  /** Absent: the national rules alone. */
  readonly ruleSets?: readonly RuleSet[];
  /** The agency's published fees; of these, the schedules `registration`. */
  readonly fees?: readonly FeeSchedule[];
}

export const confirmationKind = (options: ConfirmationKindOptions = {}): CaseKind => ({
  path: 'confirmations',
  definitions: [confirmationCase as unknown as CaseDefinition],
  facts: {
    asset: assetFact,
    agency: agencyFact,
    applicant: applicantFact,
    rules: rulesFact(options.ruleSets ?? ruleSets),
    round: roundFact,
    fees: feesFact(options.fees ?? defaultFeeSchedules),
    pendingObjections: pendingObjectionsFact,
    numbering: numberingFact,
    legalTime: legalTimeFact,
  },
});
