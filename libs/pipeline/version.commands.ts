import { choice, command, text, type CaseSnapshot, type JobEffect } from '#libs/cases';
import { type AssetData, type AssetState } from './asset-data';
import { alive, type AssetCommand } from './asset.command';
import { refusePipeline } from './pipeline.errors';

/** Asks every stage to end what it holds open on the dataset version and on older ones. */
export const SUPERSEDE_JOB = 'pipeline.supersede';

const supersede = ({ id: assetId, version, data }: Pick<CaseSnapshot<AssetData>, 'id' | 'version' | 'data'>): JobEffect => ({
  type: 'job',
  job: SUPERSEDE_JOB,
  payload: { assetId, datasetVersion: data.datasetVersion, eventId: `${assetId}/${version + 1}` },
});

/** Back to collection. What is bound to the version before is no longer the asset's, and is ended where it is still open. */
export const beginVersion: AssetCommand = command<AssetData, AssetState>()({
  title: { zh: '开始新版本', en: 'Begin a new version' },
  from: alive,
  to: 'collection',
  by: ['hospital:it'],
  payload: { reason: text('理由', 'Reason', { max: 400, example: '扫描方案变更' }) },
  apply: ({ case: snapshot }) => {
    const { data, state } = snapshot;
    if (state === 'collection' && data.certificate === null)
      return refusePipeline(
        'asset.version-not-used',
        'Nothing is bound to the present version; abandon its collection and begin another.',
        {
          state,
        },
      );
    return {
      data: {
        ...data,
        datasetVersion: data.datasetVersion + 1,
        sealed: null,
        governed: null,
        increments: [],
        opinion: null,
        certificate: null,
      },
      effects: [supersede(snapshot)],
      recorded: { datasetVersion: data.datasetVersion + 1 },
    };
  },
});

/** More of the same, within the registered source, schema, period rule and consent: version, opinion and certificate stay. */
export const beginIncrement: AssetCommand = command<AssetData, AssetState>()({
  title: { zh: '开始增量', en: 'Begin an increment' },
  from: ['trading'],
  to: 'collection',
  by: ['hospital:it'],
  payload: { reason: text('理由', 'Reason', { max: 400, example: '新增季度数据' }) },
  requires: [
    {
      name: 'certified',
      title: { zh: '已取得登记凭证', en: 'The asset has its certificate' },
      holds: ({ case: { data } }) =>
        data.certificate !== null || refusePipeline('asset.not-certified', 'An increment needs a certificate that it falls under.'),
    },
  ],
  apply: ({ case: { data } }) => ({ data: { ...data, sealed: null } }),
});

const BACK_TO = ['collection', 'governance', 'assessment'] as const;

/**
 * Back, never forward: what a stage proves cannot be skipped. Not from trading, where the version is certified: there a new version begins. What
 * the stages hold open is ended by a job, a case that is opened before the job has run with it.
 */
export const override: AssetCommand = command<AssetData, AssetState>()({
  title: { zh: '人工更正阶段', en: 'Override the stage' },
  from: ['governance', 'assessment', 'confirmation'],
  to: { governance: ['collection'], assessment: ['collection', 'governance'], confirmation: BACK_TO },
  by: ['hospital:director'],
  corrects: true,
  payload: {
    to: choice('阶段', 'Stage', BACK_TO),
    reason: text('理由', 'Reason', { min: 10, max: 400, example: '归集时漏传三个序列，须补充采集' }),
  },
  apply: ({ case: snapshot, payload: { to } }) => {
    const { data, state } = snapshot;
    if (alive.indexOf(to) >= alive.indexOf(state as (typeof alive)[number]))
      return refusePipeline('asset.override-forward', 'An override leads back, never forward: what a stage proves cannot be skipped.', {
        field: 'to',
        state,
      });
    return { to, data: withoutResultsFrom(to, data), effects: [supersede(snapshot)], recorded: { from: state } };
  },
});

/** What the stage and those after it had given is given anew. */
function withoutResultsFrom(to: (typeof BACK_TO)[number], data: AssetData): AssetData {
  switch (to) {
    case 'collection':
      return { ...data, sealed: null, governed: null, opinion: null };
    case 'governance':
      return { ...data, governed: null, opinion: null };
    case 'assessment':
      return { ...data, opinion: null };
  }
}

export const retire: AssetCommand = command<AssetData, AssetState>()({
  title: { zh: '退役', en: 'Retire' },
  from: alive,
  to: 'retired',
  by: ['hospital:director'],
  payload: { reason: text('理由', 'Reason', { max: 400, example: '授权到期' }) },
  apply: ({ case: snapshot }) => ({ effects: [supersede(snapshot)] }),
});
