import {
  choice,
  command,
  date,
  digest,
  group,
  id,
  integer,
  money,
  opening,
  optional,
  text,
  type CaseDefinition,
  type CommandDefinition,
} from '#libs/cases';
import { compareDates, newId, type Refused } from '#libs/kernel';
import { type Approval, type ApprovalKind, type AssetData, type AssetState, type Contributor } from './asset-data';
import { annex1Fields, handoverField, plannedFields, rightsStatementFields } from './asset-registration.fields';
import { refusePipeline } from './pipeline.errors';
import { unregistrable } from './registrable-rights';
import { afterStage } from './stage-outcome';

type Command = CommandDefinition<AssetData, AssetState>;

const alive = ['collection', 'governance', 'assessment', 'confirmation', 'trading'] as const satisfies readonly AssetState[];
const state = (zh: string, en: string, meaningZh: string, meaningEn: string, final = false) => ({
  title: { zh, en },
  meaning: { zh: meaningZh, en: meaningEn },
  ...(final && { final }),
});

const opens = opening<AssetData, AssetState>()({
  title: { zh: '登记数据资产', en: 'Register the asset' },
  to: 'collection',
  by: ['hospital:it'],
  payload: {
    annex1: group('数据', 'Data', annex1Fields),
    rightsStatement: group('权属声明', 'Rights statement', rightsStatementFields),
    planned: group('计划规模', 'Planned volume', plannedFields),
  },
  apply: ({ payload: { annex1, rightsStatement, planned } }) => {
    if (compareDates(annex1.periodFrom, annex1.periodTo) > 0) {
      return refusePipeline('asset.period-reversed', 'The period ends before it begins.', { field: 'annex1.periodTo' });
    }
    const refused = unregistrable(rightsStatement);
    if (refused) return refused;
    const data: AssetData = {
      annex1,
      rightsStatement,
      planned,
      contributors: [],
      approvals: [],
      publicData: null,
      budget: null,
      datasetVersion: 1,
      sealed: null,
      governed: null,
      opinion: null,
      certificate: null,
    };
    return { data, recorded: { name: annex1.name } };
  },
});

const addContributor: Command = command<AssetData, AssetState>()({
  title: { zh: '添加贡献者', en: 'Add a contributor' },
  from: alive,
  to: alive,
  by: ['hospital:it', 'hospital:director'],
  payload: {
    name: text('姓名或科室', 'Name or department', { max: 100, example: '放射科' }),
    kind: choice('类别', 'Kind', ['physician', 'department']),
    personId: optional(id('人员', 'Person', 'person')),
    shareBasisPoints: integer('分成（万分之一）', 'Share (basis points)', { min: 0, max: 10_000 }),
  },
  apply: ({ case: { data, state: at }, payload }) => {
    const given = data.contributors.reduce((sum, contributor) => sum + contributor.shareBasisPoints, payload.shareBasisPoints);
    if (given > 10_000)
      return refusePipeline('asset.shares-exceed', 'The contributors would share more than the whole.', { field: 'shareBasisPoints' });
    const contributor: Contributor = { id: newId(), consent: 'asked', ...payload };
    return {
      to: at as AssetState,
      data: { ...data, contributors: [...data.contributors, contributor] },
      recorded: { contributorId: contributor.id },
    };
  },
});

const answerAsContributor: Command = command<AssetData, AssetState>()({
  title: { zh: '贡献者表态', en: 'Answer as contributor' },
  from: alive,
  to: alive,
  by: ['hospital:contributor'],
  payload: { contributorId: id('贡献者', 'Contributor', 'contributor'), consent: choice('意见', 'Answer', ['agreed', 'refused']) },
  apply: ({ case: { data, state: at }, payload, actor }) => {
    const own = data.contributors.find(
      (contributor) => contributor.id === payload.contributorId && actor.kind === 'person' && contributor.personId === actor.personId,
    );
    if (!own)
      return refusePipeline('asset.not-your-contribution', 'Only the contributor himself agrees or refuses.', { field: 'contributorId' });
    const contributors = data.contributors.map((contributor) => (contributor === own ? { ...own, consent: payload.consent } : contributor));
    return { to: at as AssetState, data: { ...data, contributors } };
  },
});

/** Each body approves for itself: one command a kind, so that the matrix of permissions shows who may. */
const approval = (kind: ApprovalKind, role: string, zh: string, en: string): Command =>
  command<AssetData, AssetState>()({
    title: { zh, en },
    from: alive,
    to: alive,
    by: [`hospital:${role}`],
    payload: { evidence: digest('依据文件', 'Evidence'), grantedOn: date('批准日期', 'Granted on'), endsOn: date('有效期至', 'Ends on') },
    apply: ({ case: { data, state: at }, payload, today, actor }) => {
      if (compareDates(payload.grantedOn, today) > 0)
        return refusePipeline('asset.approval-in-future', 'The approval is dated later than today.', { field: 'grantedOn' });
      if (compareDates(payload.endsOn, today) <= 0)
        return refusePipeline('asset.approval-ended', 'The approval has ended already.', { field: 'endsOn' });
      const by = actor.kind === 'person' ? actor.personId : actor.id;
      const given: Approval = { kind, by, ...payload };
      return { to: at as AssetState, data: { ...data, approvals: [...data.approvals.filter((known) => known.kind !== kind), given] } };
    },
  });

const decidePublicData: Command = command<AssetData, AssetState>()({
  title: { zh: '公共数据认定', en: 'Decide on public data' },
  from: alive,
  to: alive,
  by: ['hospital:director'],
  payload: {
    pathway: choice('路径', 'Pathway', ['not-public-data', 'authorised-operation', 'public-data-platform-first']),
    evidence: digest('依据文件', 'Evidence'),
  },
  apply: ({ case: { data, state: at }, payload, actor }) => ({
    to: at as AssetState,
    data: { ...data, publicData: { ...payload, decidedBy: actor.kind === 'person' ? actor.personId : actor.id } },
  }),
});

const setBudget: Command = command<AssetData, AssetState>()({
  title: { zh: '设定预算', en: 'Set the budget' },
  from: alive,
  to: alive,
  by: ['hospital:finance'],
  payload: { budget: money('预算', 'Budget', { min: 1 }), reason: text('理由', 'Reason', { max: 400, example: '年度计划' }) },
  apply: ({ case: { data, state: at }, payload }) => ({ to: at as AssetState, data: { ...data, budget: payload.budget } }),
});

const stageEnded: Command = command<AssetData, AssetState>()({
  title: { zh: '阶段结束', en: 'A stage ended' },
  from: alive,
  to: alive,
  by: ['system:pipeline'],
  payload: {
    caseId: id('案件', 'Case', 'case'),
    stage: choice('阶段', 'Stage', ['collection', 'governance', 'assessment', 'confirmation', 'trading']),
    outcome: text('结果', 'Outcome', { max: 40, example: 'sealed' }),
    handover: handoverField,
  },
  apply: ({ case: { data, state: at }, payload }) => afterStage(data, at as AssetState, payload),
});

/** Back to collection: what is bound to the version before stays bound to it, and the pipeline asks each stage to end what it holds open on it. */
const beginVersion: Command = command<AssetData, AssetState>()({
  title: { zh: '开始新版本', en: 'Begin a new version' },
  from: ['governance', 'assessment', 'confirmation', 'trading'],
  to: 'collection',
  by: ['hospital:it'],
  payload: { reason: text('理由', 'Reason', { max: 400, example: '扫描方案变更' }) },
  apply: ({ case: { id: assetId, data, version } }) => ({
    data: { ...data, datasetVersion: data.datasetVersion + 1, sealed: null, governed: null, opinion: null, certificate: null },
    effects: [
      { type: 'job', job: SUPERSEDE_JOB, payload: { assetId, datasetVersion: data.datasetVersion, eventId: `${assetId}/${version + 1}` } },
    ],
  }),
});

/** An increment within the registered source, schema, period rule and consent: opinion and certificate stay. */
const beginIncrement: Command = command<AssetData, AssetState>()({
  title: { zh: '开始增量', en: 'Begin an increment' },
  from: ['trading'],
  to: 'collection',
  by: ['hospital:it'],
  payload: { reason: text('理由', 'Reason', { max: 400, example: '新增季度数据' }) },
  apply: ({ case: { data } }) => ({ data: { ...data, sealed: null, governed: null } }),
});

const correct: Command = command<AssetData, AssetState>()({
  title: { zh: '人工更正阶段', en: 'Override the stage' },
  from: alive,
  to: alive,
  by: ['hospital:director'],
  corrects: true,
  payload: {
    to: choice('阶段', 'Stage', ['collection', 'governance', 'assessment']),
    reason: text('理由', 'Reason', { min: 10, max: 400, example: '补充采集遗漏的序列' }),
  },
  apply: ({ case: { state: at }, payload }): { to: AssetState } | Refused => {
    if (alive.indexOf(payload.to) >= alive.indexOf(at as (typeof alive)[number])) {
      return refusePipeline('asset.override-forward', 'An override leads back, never forward: what a stage proves cannot be skipped.', {
        field: 'to',
      });
    }
    return { to: payload.to };
  },
});

const retire: Command = command<AssetData, AssetState>()({
  title: { zh: '退役', en: 'Retire' },
  from: alive,
  to: 'retired',
  by: ['hospital:director'],
  payload: { reason: text('理由', 'Reason', { max: 400, example: '授权到期' }) },
  apply: ({ case: { id: assetId, data, version } }) => ({
    effects: [
      { type: 'job', job: SUPERSEDE_JOB, payload: { assetId, datasetVersion: data.datasetVersion, eventId: `${assetId}/${version + 1}` } },
    ],
  }),
});

/** Asks every stage to end what it holds open on a dataset version. */
export const SUPERSEDE_JOB = 'pipeline.supersede';

export const assetCase: CaseDefinition<AssetData, AssetState> = {
  kind: 'asset',
  version: 1,
  title: { zh: '数据资产', en: 'Data asset' },
  stage: null,
  owner: 'hospital',
  parts: ['hospital'],
  jobs: [SUPERSEDE_JOB],
  states: {
    collection: state('数据归集', 'Collection', '正在归集或等待归集', 'Its data is being collected, or is yet to be'),
    governance: state('数据治理', 'Governance', '已封存，等待或正在治理', 'Sealed; to be cleaned, de-identified and measured'),
    assessment: state('合规评估', 'Legal assessment', '已治理，等待律师意见', 'Governed; to be assessed by a law firm'),
    confirmation: state('资产确权', 'Asset confirmation', '意见已出具，等待登记', 'Assessed; to be registered'),
    trading: state('流通交易', 'Trading', '已登记，可挂牌', 'Registered; may be listed'),
    retired: state('已退役', 'Retired', '不再处理', 'Nothing more is done with it', true),
  },
  opening: opens,
  commands: {
    'add-contributor': addContributor,
    'answer-as-contributor': answerAsContributor,
    'approve-ethics': approval('ethics', 'ethics', '伦理委员会批准', 'Approve as ethics committee'),
    'approve-data-committee': approval('data-committee', 'data-committee', '数据委员会批准', 'Approve as data committee'),
    'approve-director': approval('director', 'director', '院长批准', 'Approve as director'),
    'approve-state-assets': approval('state-assets', 'finance', '国有资产审批', 'Sign off state assets'),
    'decide-public-data': decidePublicData,
    'set-budget': setBudget,
    'stage-ended': stageEnded,
    'begin-version': beginVersion,
    'begin-increment': beginIncrement,
    override: correct,
    retire,
  },
  clocks: {},
};
