import { type Effect, type Outcome } from '#libs/cases';
import { type Refused } from '#libs/kernel';
import { type AssetData, type AssetState } from './asset-data';
import { type Certificate, type GovernedDataset, type Opinion, type SealedDataset } from './handover';
import { refusePipeline } from './pipeline.errors';
import { type StageName } from './stage.port';

interface Ended {
  readonly stage: StageName;
  readonly outcome: string;
  readonly handover: Readonly<Record<string, unknown>>;
  readonly organisationId: string;
}

type After = Outcome<AssetData, AssetState>;

/**
 * Where the end of a stage leads. An outcome about another dataset than the asset's present one changes nothing: its stage was overtaken.
 * Refuses `asset.stage-out-of-turn` where the asset is in another stage.
 */
export function afterStage(data: AssetData, at: AssetState, ended: Ended): After | Refused {
  const { handover } = ended;
  if (isOvertaken(data, handover)) return { to: at, recorded: { overtaken: true } };
  if (ended.stage !== at)
    return refusePipeline('asset.stage-out-of-turn', `The asset is in ${at}; ${ended.stage} ended out of turn.`, { state: at });
  switch (`${ended.stage}.${ended.outcome}`) {
    case 'collection.sealed':
      return { to: 'governance', data: { ...data, sealed: handover as unknown as SealedDataset } };
    case 'collection.abandoned':
      return { to: data.certificate === null ? 'collection' : 'trading' };
    case 'governance.released':
      return afterGovernance(data, handover as unknown as GovernedDataset, ended.organisationId);
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

function isOvertaken(data: AssetData, { datasetVersion, governedDigest }: Ended['handover']): boolean {
  if (datasetVersion !== undefined && datasetVersion !== data.datasetVersion) return true;
  return governedDigest !== undefined && governedDigest !== data.governed?.digest;
}

/** An increment is attested under the opinion and certificate of its version where it is no more than these examined; a version needs its own. */
function afterGovernance(data: AssetData, governed: GovernedDataset, organisationId: string): After {
  if (governed.part === 'version' || data.certificate === null) return { to: 'assessment', data: { ...data, governed } };
  if (isCovered(governed, data.governed))
    return {
      to: 'trading',
      data: { ...data, increments: [...(data.increments ?? []), governed] },
      recorded: { increment: governed.digest },
    };
  const tell: Effect = {
    type: 'tell',
    organisationId,
    roles: ['it', 'director'],
    message: 'asset.increment-not-covered',
    parameters: { level: governed.level, finding: governed.finding },
  };
  return { to: 'collection', data: { ...data, sealed: null }, effects: [tell], recorded: { notCovered: governed.digest } };
}

/** The same finding, no higher level, and every way of delivery that the certified version has. */
const isCovered = (increment: GovernedDataset, certified: GovernedDataset | null): boolean =>
  certified !== null &&
  increment.finding === certified.finding &&
  increment.level <= certified.level &&
  certified.routes.every((route) => increment.routes.includes(route));

function afterOpinion(data: AssetData, opinion: Opinion): After {
  switch (opinion.outcome) {
    case 'pass':
    case 'pass-with-conditions':
      return { to: 'confirmation', data: { ...data, opinion } };
    case 'supplement':
      return supplemented(data, opinion.backTo ?? 'governance');
    case 'fail':
      return { to: 'assessment', data: { ...data, opinion: null } };
  }
}

/** What is to be done again is no longer the asset's. */
const supplemented = (data: AssetData, to: 'collection' | 'governance'): After => ({
  to,
  data: { ...data, opinion: null, governed: null, ...(to === 'collection' && { sealed: null }) },
});
