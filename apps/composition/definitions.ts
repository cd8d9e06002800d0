import { assessmentCase } from '#libs/assessment';
import { type CaseDefinition } from '#libs/cases';
import { collectionCase } from '#libs/collection';
import { confirmationCase } from '#libs/confirmation';
import { governanceCase } from '#libs/governance';
import { assetCase } from '#libs/pipeline';
import { listingCase, orderCase } from '#libs/trading';

/** The definitions that new cases begin under, in the order of the pipeline: what the generated documents show. */
export const currentDefinitions = [
  assetCase,
  collectionCase,
  governanceCase,
  assessmentCase,
  confirmationCase,
  listingCase,
  orderCase,
] as unknown as readonly CaseDefinition[];
