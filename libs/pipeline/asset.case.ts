import { type CaseDefinition } from '#libs/cases';
import { agreeOverrun, approval, decidePublicData, setBudget } from './approval.commands';
import { type AssetData, type AssetState } from './asset-data';
import { registration } from './asset.opening';
import { addContributor, answerAsContributor, removeContributor } from './contributor.commands';
import { stageEnded, stageEndRefused } from './stage-end.commands';
import { beginIncrement, beginVersion, override, retire, SUPERSEDE_JOB } from './version.commands';
import { assetMessages } from './asset.messages';

const state = (zh: string, en: string, meaningZh: string, meaningEn: string, final = false) => ({
  title: { zh, en },
  meaning: { zh: meaningZh, en: meaningEn },
  ...(final && { final }),
});

/** The asset's own case, the pipeline: which stage it is in, and where the end of one leads. Its id is the asset's. */
export const assetCase: CaseDefinition<AssetData, AssetState> = {
  kind: 'asset',
  version: 1,
  title: { zh: '数据资产', en: 'Data asset' },
  stage: null,
  owner: 'hospital',
  parts: ['hospital'],
  jobs: [SUPERSEDE_JOB],
  messages: assetMessages,
  states: {
    collection: state('数据归集', 'Collection', '正在归集或等待归集', 'Its data is being collected, or is yet to be'),
    governance: state('数据治理', 'Governance', '已封存，等待或正在治理', 'Sealed; to be cleaned, de-identified and measured'),
    assessment: state('合规评估', 'Legal assessment', '已治理，等待律师意见', 'Governed; to be assessed by a law firm'),
    confirmation: state('资产确权', 'Asset confirmation', '意见已出具，等待登记', 'Assessed; to be registered'),
    trading: state('流通交易', 'Trading', '已登记，可挂牌', 'Registered; may be listed'),
    retired: state('已退役', 'Retired', '不再处理', 'Nothing more is done with it', true),
  },
  opening: registration,
  commands: {
    'add-contributor': addContributor,
    'answer-as-contributor': answerAsContributor,
    'remove-contributor': removeContributor,
    'approve-ethics': approval('ethics', 'ethics', '伦理委员会批准', 'Approve as ethics committee'),
    'approve-data-committee': approval('data-committee', 'data-committee', '数据委员会批准', 'Approve as data committee'),
    'approve-director': approval('director', 'director', '院长批准', 'Approve as director'),
    'approve-state-assets': approval('state-assets', 'finance', '国有资产审批', 'Sign off state assets'),
    'decide-public-data': decidePublicData,
    'set-budget': setBudget,
    'agree-overrun': agreeOverrun,
    'stage-ended': stageEnded,
    'stage-end-refused': stageEndRefused,
    'begin-version': beginVersion,
    'begin-increment': beginIncrement,
    override,
    retire,
  },
  clocks: {},
};
