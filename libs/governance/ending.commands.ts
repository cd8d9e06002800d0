import { command, text } from '#libs/cases';
import { type GovernanceData, type GovernanceState } from './governance.data';

const define = command<GovernanceData, GovernanceState>();

/** Ends the stage without a release; the asset goes back to collection. */
export const sendBack = define({
  title: { zh: '退回归集', en: 'Send back to collection' },
  from: ['planned', 'review', 'blocked'],
  to: 'ended',
  by: ['hospital:it', 'hospital:data-committee'],
  payload: { reason: text('理由', 'Reason', { min: 2, max: 400, example: '缺少序列，需重新归集。' }) },
  apply: ({ case: { id, data, assetId } }) => ({
    effects: [
      {
        type: 'stage-ended',
        outcome: 'blocked',
        handover: { assetId, datasetVersion: data.datasetVersion, sealedDigest: data.sealed.digest, governanceCaseId: id },
      },
    ],
  }),
});

/** A newer version of the dataset takes the place of this one. Jobs that still run find the case ended. */
export const supersede = define({
  title: { zh: '被新版本取代', en: 'Superseded' },
  from: ['planned', 'running', 'review', 'sealing', 'blocked'],
  to: 'ended',
  by: ['system:pipeline'],
  payload: {},
});
