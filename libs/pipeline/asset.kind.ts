import { type CaseDefinition } from '#libs/cases';
import { type CaseKind } from '#libs/case-runtime';
import { assetCase } from './asset.case';

/** The asset's own case: the pipeline. */
export const assetKind: CaseKind = { path: 'assets', definitions: [assetCase as unknown as CaseDefinition], facts: {} };
