import { type Outcome } from '#libs/cases';
import { type Refused } from '#libs/kernel';
import { type AssetData, type AssetState } from './asset-data';
import { type Certificate, type GovernedDataset, type Opinion, type SealedDataset } from './handover';
import { refusePipeline } from './pipeline.errors';
import { type StageName } from './stage.port';

interface Ended {
  readonly stage: StageName;
  readonly outcome: string;
  readonly handover: Readonly<Record<string, unknown>>;
}

type After = Outcome<AssetData, AssetState>;

/**
 * Where the end of a stage leads. An outcome for another dataset version than the present one changes nothing: its stage was overtaken.
 * Refuses `asset.stage-out-of-turn` where the asset is in another stage.
 */
export function afterStage(data: AssetData, at: AssetState, ended: Ended): After | Refused {
  const { handover } = ended;
  if ('datasetVersion' in handover && handover['datasetVersion'] !== data.datasetVersion) return { to: at };
  if (ended.stage !== at) {
    return refusePipeline('asset.stage-out-of-turn', `The asset is in ${at}; ${ended.stage} ended out of turn.`, { state: at });
  }
  switch (`${ended.stage}.${ended.outcome}`) {
    case 'collection.sealed':
      return { to: 'governance', data: { ...data, sealed: handover as unknown as SealedDataset } };
    case 'governance.released':
      return afterGovernance(data, handover as unknown as GovernedDataset);
    case 'governance.blocked':
      return { to: 'collection', data: { ...data, sealed: null } };
    case 'assessment.issued':
      return afterOpinion(data, handover as unknown as Opinion);
    case 'confirmation.attested':
      return { to: 'trading', data: { ...data, certificate: handover as unknown as Certificate } };
    case 'confirmation.refused':
      return { to: 'assessment', data: { ...data, opinion: null } };
    default:
      return { to: at };
  }
}

/** An increment is attested under the opinion and certificate that it falls under; a version needs its own. */
function afterGovernance(data: AssetData, governed: GovernedDataset): After {
  const covered = governed.part === 'increment' && data.opinion !== null && data.certificate !== null;
  return { to: covered ? 'trading' : 'assessment', data: { ...data, governed } };
}

function afterOpinion(data: AssetData, opinion: Opinion): After {
  switch (opinion.outcome) {
    case 'pass':
    case 'pass-with-conditions':
      return { to: 'confirmation', data: { ...data, opinion } };
    case 'supplement':
      return { to: opinion.backTo ?? 'governance', data: { ...data, opinion: null } };
    case 'fail':
      return { to: 'assessment', data: { ...data, opinion: null } };
  }
}
