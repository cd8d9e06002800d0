import { choice, command, digest, integer, opening, text, type CaseDefinition, type CommandDefinition } from '#libs/cases';
import { type AssetFact, type SealedDataset } from '#libs/pipeline';
import { collectionCosts } from './collection-fees';
import { type CollectionData, type CollectionState } from './collection.data';
import { refuseCollection } from './collection.errors';
import { type RoundFact } from './collection.facts';
import { type FileCount } from './collection-file.store';
import { collectionMessages } from './collection.messages';

type Command = CommandDefinition<CollectionData, CollectionState>;

/** Checks every object against its digest and writes the manifest, at the home. */
export const SEAL_JOB = 'collection.seal';

/** A manifest is one text, written and read at once: 150 MB at this limit. */
export const FILES_LIMIT = 1_000_000;

const opens = opening<CollectionData, CollectionState>()({
  title: { zh: '开始归集', en: 'Begin a collection' },
  to: 'draft',
  by: ['hospital:it'],
  payload: { part: choice('类别', 'Part', ['version', 'increment']) },
  facts: ['asset', 'round', 'home'],
  apply: ({ caseId, organisationId, assetId, facts, payload: { part } }) => {
    const asset = facts['asset'] as AssetFact;
    const round = facts['round'] as RoundFact;
    if (asset.state !== 'collection')
      return refuseCollection(
        'collection.asset-not-in-collection',
        'The asset is not in collection; begin a version or an increment of it.',
        {
          state: asset.state,
        },
      );
    if (round.openCaseId !== null)
      return refuseCollection('collection.already-open', 'The asset has a collection that has not ended.', {
        facts: { caseId: round.openCaseId },
      });
    const expected = asset.data.certificate === null ? 'version' : 'increment';
    if (part !== expected)
      return refuseCollection(
        'collection.part-mismatch',
        `What is collected now is ${expected === 'version' ? 'a version' : 'an increment'}.`,
        {
          field: 'part',
          facts: { expected },
        },
      );
    const { datasetVersion } = asset.data;
    const data: CollectionData = {
      datasetVersion,
      part,
      home: facts['home'] as string,
      sealing: 0,
      failure: null,
      sealed: null,
      ending: null,
    };
    const row = { organisation_id: organisationId, asset_id: assetId, round: round.rounds + 1, case_id: caseId };
    return {
      data,
      effects: [{ type: 'row', table: 'collection_round', write: 'insert', values: row }],
      recorded: { datasetVersion, part, home: data.home },
    };
  },
});

const beginReceiving: Command = command<CollectionData, CollectionState>()({
  title: { zh: '开始接收', en: 'Begin receiving' },
  from: ['draft'],
  to: 'receiving',
  by: ['hospital:it'],
  payload: {},
});

/** The write of this command waits for files that are just being entered, and none is entered after it: see `CollectionFiles.add`. */
const seal: Command = command<CollectionData, CollectionState>()({
  title: { zh: '封存', en: 'Seal' },
  from: ['receiving'],
  to: 'sealing',
  by: ['hospital:it'],
  payload: {},
  facts: ['intake'],
  requires: [
    {
      name: 'has-files',
      title: { zh: '已有文件', en: 'Files were received' },
      holds: ({ facts }) =>
        (facts['intake'] as FileCount).files > 0 || refuseCollection('collection.no-files', 'There is no file to seal.'),
    },
    {
      name: 'not-too-many-files',
      title: { zh: '文件数在上限内', en: 'Not too many files' },
      holds: ({ facts }) =>
        (facts['intake'] as FileCount).files <= FILES_LIMIT ||
        refuseCollection('collection.too-many-files', `One manifest names ${FILES_LIMIT} files at the most.`, {
          facts: { limit: FILES_LIMIT },
        }),
    },
    {
      name: 'no-faulty-files',
      title: { zh: '无损坏文件', en: 'No file is faulty' },
      holds: ({ facts }) => {
        const { faulty } = facts['intake'] as FileCount;
        return (
          faulty === 0 ||
          refuseCollection('collection.faulty-files', 'Withdraw the faulty files, or send them again.', { facts: { faulty } })
        );
      },
    },
  ],
  apply: ({ case: { data } }) => {
    const sealing = data.sealing + 1;
    return {
      data: { ...data, sealing, failure: null },
      effects: [{ type: 'job', job: SEAL_JOB, home: data.home, payload: { sealing }, epoch: sealing }],
    };
  },
});

const sealed: Command = command<CollectionData, CollectionState>()({
  title: { zh: '已封存', en: 'Sealed' },
  from: ['sealing'],
  to: 'sealed',
  by: ['system:job'],
  payload: {
    sealing: integer('第几次封存', 'Attempt', { min: 1, max: 1_000_000 }),
    digest: digest('清单摘要', 'Digest of the manifest'),
    files: integer('文件数', 'Files', { min: 1, max: 100_000_000 }),
    bytes: integer('字节数', 'Bytes', { min: 0, max: Number.MAX_SAFE_INTEGER }),
  },
  apply: ({ case: { id, assetId, organisationId, data }, payload: { sealing, ...manifest }, today }) => {
    if (sealing !== data.sealing) return overtaken(sealing);
    const handover: SealedDataset = {
      assetId: assetId!,
      datasetVersion: data.datasetVersion,
      part: data.part,
      ...manifest,
      home: data.home,
      collectionCaseId: id,
    };
    return {
      data: { ...data, sealed: manifest },
      effects: [
        ...collectionCosts(organisationId, manifest.bytes, today),
        { type: 'stage-ended', outcome: 'sealed', handover: { ...handover } },
        { type: 'tell', organisationId, roles: ['it'], message: 'collection.sealed', parameters: { files: manifest.files } },
      ],
      recorded: { ...manifest },
    };
  },
});

/** Back to receiving, where a person sees the reason and mends it. */
const sealFailed: Command = command<CollectionData, CollectionState>()({
  title: { zh: '封存失败', en: 'Sealing failed' },
  from: ['sealing'],
  to: 'receiving',
  by: ['system:job'],
  payload: {
    sealing: integer('第几次封存', 'Attempt', { min: 1, max: 1_000_000 }),
    code: text('代码', 'Code', { max: 60, example: 'collection.file-missing' }),
    faultyFiles: integer('有问题的文件数', 'Faulty files', { min: 0, max: 100_000_000 }),
  },
  apply: ({ case: { organisationId, data }, payload: { sealing, ...failure } }) => {
    if (sealing !== data.sealing) return overtaken(sealing);
    return {
      data: { ...data, failure },
      effects: [{ type: 'tell', organisationId, roles: ['it'], message: 'collection.seal-failed', parameters: { code: failure.code } }],
    };
  },
});

const overtaken = (sealing: number) =>
  refuseCollection('collection.attempt-overtaken', 'This attempt at sealing was overtaken.', { facts: { sealing } });

const ended = (data: CollectionData, assetId: string | null, id: string, ending: string) => ({
  data: { ...data, ending },
  effects: [
    {
      type: 'stage-ended' as const,
      outcome: 'abandoned',
      handover: { assetId, datasetVersion: data.datasetVersion, part: data.part, collectionCaseId: id },
    },
  ],
});

const abandon: Command = command<CollectionData, CollectionState>()({
  title: { zh: '放弃', en: 'Abandon' },
  from: ['draft', 'receiving'],
  to: 'abandoned',
  by: ['hospital:it', 'hospital:director'],
  payload: { reason: text('理由', 'Reason', { max: 400, example: '数据范围有误' }) },
  apply: ({ case: { id, assetId, data }, payload }) => ended(data, assetId, id, payload.reason),
});

/** A newer version takes its place, or the asset is retired. */
const supersede: Command = command<CollectionData, CollectionState>()({
  title: { zh: '被取代', en: 'Supersede' },
  from: ['draft', 'receiving', 'sealing'],
  to: 'abandoned',
  by: ['system:pipeline'],
  payload: {},
  apply: ({ case: { data } }) => ({ data: { ...data, ending: 'superseded' } }),
});

const state = (zh: string, en: string, meaningZh: string, meaningEn: string, final = false) => ({
  title: { zh, en },
  meaning: { zh: meaningZh, en: meaningEn },
  ...(final && { final }),
});

export const collectionCase: CaseDefinition<CollectionData, CollectionState> = {
  kind: 'collection',
  version: 1,
  title: { zh: '数据归集', en: 'Collection' },
  stage: 'collection',
  owner: 'hospital',
  parts: ['hospital'],
  jobs: [SEAL_JOB],
  messages: collectionMessages,
  states: {
    draft: state('草稿', 'Draft', '尚未接收文件', 'No file is received yet'),
    receiving: state('接收中', 'Receiving', '接收文件，逐个校验', 'Files are received, each checked against its digest'),
    sealing: state('封存中', 'Sealing', '核对全部文件并生成清单', 'Every file is checked again and the manifest is written'),
    sealed: state('已封存', 'Sealed', '清单不再改变', 'The manifest no longer changes', true),
    abandoned: state('已放弃', 'Abandoned', '不再归集', 'Nothing more is collected', true),
  },
  opening: opens,
  commands: { 'begin-receiving': beginReceiving, seal, sealed, 'seal-failed': sealFailed, abandon, supersede },
  clocks: {},
};
