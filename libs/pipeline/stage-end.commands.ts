import { choice, command, id, text } from '#libs/cases';
import { type AssetData, type AssetState } from './asset-data';
import { alive, type AssetCommand } from './asset.command';
import { handoverField } from './asset-registration.fields';
import { afterStage } from './stage-outcome';

const about = {
  caseId: id('案件', 'Case', 'case'),
  stage: choice('阶段', 'Stage', alive),
  outcome: text('结果', 'Outcome', { max: 40, example: 'sealed' }),
};

/** What a stage says when it ends. */
export const stageEnded: AssetCommand = command<AssetData, AssetState>()({
  title: { zh: '阶段结束', en: 'A stage ended' },
  from: alive,
  to: {
    collection: ['collection', 'governance', 'trading'],
    governance: ['governance', 'assessment', 'trading', 'collection'],
    assessment: ['assessment', 'confirmation', 'governance', 'collection'],
    confirmation: ['confirmation', 'trading', 'assessment'],
    trading: ['trading'],
  },
  by: ['system:pipeline'],
  payload: { ...about, handover: handoverField },
  apply: ({ case: { data, state, organisationId }, payload }) => afterStage(data, state as AssetState, { ...payload, organisationId }),
});

/** A stage ended and the asset could not follow: people see it, and override the stage or begin a version. */
export const stageEndRefused: AssetCommand = command<AssetData, AssetState>()({
  title: { zh: '阶段结果未被接受', en: 'The end of a stage was refused' },
  from: alive,
  by: ['system:pipeline'],
  payload: { ...about, code: text('代码', 'Code', { max: 60, example: 'asset.stage-out-of-turn' }) },
  apply: ({ case: { organisationId }, payload: { stage, outcome, code } }) => ({
    effects: [
      {
        type: 'tell',
        organisationId,
        roles: ['it', 'director'],
        message: 'asset.stage-end-refused',
        parameters: { stage, outcome, code },
      },
    ],
  }),
});
