import { choice, list, opening, optional } from '#libs/cases';
import { type AssetFact } from '#libs/pipeline';
import { type GovernanceData, type GovernanceState } from './governance.data';
import { refuseGovernance } from './governance.errors';
import { type RoundFact } from './governance.fact-values';
import { governanceEstimate } from './governance.fees';
import { type GovernanceRates } from './governance-rates';
import { offeredOptions } from './risk/quasi-identifiers.rules';
import { shardLimits } from './shard-limits.data';
import { fewestShards } from './shard-plan';

export const optionsField = list('去标识选项', 'Options of the profile', choice('选项', 'Option', offeredOptions), {
  max: offeredOptions.length,
});

/** Plans the governance of what is sealed: bound to its digest, with an estimate before anything is spent. */
export const planOpening = opening<GovernanceData, GovernanceState>()({
  title: { zh: '计划治理', en: 'Plan governance' },
  to: 'planned',
  by: ['hospital:it'],
  payload: {
    options: optional(optionsField),
    sensitivity: optional(choice('敏感程度', 'Sensitivity', ['ordinary', 'special'])),
  },
  facts: ['asset', 'round', 'rates'],
  apply: ({ caseId, organisationId, assetId, facts, payload, today }) => {
    const asset = facts['asset'] as AssetFact;
    const round = facts['round'] as RoundFact;
    const rates = facts['rates'] as GovernanceRates;
    const { sealed, annex1, planned } = asset.data;
    if (asset.state !== 'governance')
      return refuseGovernance('governance.asset-elsewhere', `The asset is in ${asset.state}.`, { state: asset.state });
    if (!sealed) return refuseGovernance('governance.not-sealed', 'The asset holds no sealed dataset.', { state: asset.state });
    if (round.openCaseId) {
      return refuseGovernance('governance.already-open', 'This asset is being governed already.', { facts: { caseId: round.openCaseId } });
    }
    const { files, bytes } = sealed;
    const data: GovernanceData = {
      datasetVersion: sealed.datasetVersion,
      sealed,
      plan: {
        files,
        bytes,
        shards: fewestShards(files, bytes, shardLimits),
        shardLimits: shardLimits.version,
        estimate: governanceEstimate({ files, bytes, scans: planned.scans }, rates, today),
        rates,
        options: payload.options ?? [],
        sensitivity: payload.sensitivity ?? 'ordinary',
        periodFrom: annex1.periodFrom,
        periodTo: annex1.periodTo,
      },
      run: null,
      measured: null,
      determination: null,
      grading: null,
      booked: { scans: 0, cpuMilliseconds: 0, decisions: 0 },
      blocked: null,
      governed: null,
    };
    const values = { organisation_id: organisationId, asset_id: assetId, round: round.rounds + 1, case_id: caseId };
    return { data, effects: [{ type: 'row', table: 'governance_round', write: 'insert', values }], recorded: { sealed: sealed.digest } };
  },
});
