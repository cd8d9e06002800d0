import { command, digest, group, integer, optional, text } from '#libs/cases';
import { type AssetFact, type GovernedDataset } from '#libs/pipeline';
import { type GovernanceData, type GovernanceState } from './governance.data';
import { refuseGovernance } from './governance.errors';
import { type QuarantineFact, type RoundFact } from './governance.fact-values';
import { overtaken } from './run.commands';

export const SEAL_JOB = 'governance.seal';
export const DESTROY_SECRET_JOB = 'governance.destroy-secret';

const define = command<GovernanceData, GovernanceState>();
const epochField = integer('轮次', 'Epoch', { min: 1, max: 1_000_000 });
const failure = {
  code: text('代码', 'Code', { max: 80, example: 'storage.no-space' }),
  message: text('说明', 'Message', { max: 400, example: 'No space is left in the store.' }),
};

/** The data committee's word: nothing undecided, nothing waiting for rework, finding and level there. */
export const release = define({
  title: { zh: '放行', en: 'Release' },
  from: ['review'],
  to: 'sealing',
  by: ['hospital:data-committee'],
  payload: {},
  facts: ['asset', 'quarantine'],
  apply: ({ case: { data }, facts }) => {
    const asset = facts['asset'] as AssetFact;
    const { undecided, rework, dropped } = facts['quarantine'] as QuarantineFact;
    if (asset.state !== 'governance' || asset.data.sealed?.digest !== data.sealed.digest) {
      return refuseGovernance('governance.dataset-moved', 'The asset no longer holds the dataset that this case is bound to.');
    }
    if (undecided > 0) {
      return refuseGovernance('governance.undecided', 'Files are held on which nobody has decided.', { facts: { files: undecided } });
    }
    if (rework > 0) return refuseGovernance('governance.rework-waits', 'Files wait for their rework.', { facts: { files: rework } });
    if (!data.measured || data.measured.tally.released === 0) {
      return refuseGovernance('governance.nothing-to-release', 'No file passed de-identification.');
    }
    if (!data.grading) return refuseGovernance('governance.not-graded', 'Finding and level are not there.');
    const { id: runId, epoch } = data.run!;
    return {
      effects: [{ type: 'job', job: SEAL_JOB, payload: { epoch }, home: data.sealed.home, runId, epoch }],
      recorded: { finding: data.grading.finding, level: data.grading.level, dropped },
    };
  },
});

export const sealed = define({
  title: { zh: '封版完成', en: 'Sealed' },
  from: ['sealing'],
  to: 'released',
  by: ['system:job'],
  payload: {
    epoch: epochField,
    digest: digest('清单摘要', 'Digest of the manifest'),
    files: integer('文件数', 'Files', { min: 1, max: 1_000_000_000 }),
    bytes: integer('字节数', 'Bytes', { min: 0, max: Number.MAX_SAFE_INTEGER }),
    card: optional(
      group('数据集卡片', 'Dataset card', {
        card: digest('卡片', 'Card'),
        croissant: digest('Croissant', 'Croissant'),
        dcat: digest('DCAT', 'DCAT'),
      }),
    ),
  },
  apply: ({ case: { id, data, assetId, organisationId }, payload }) => {
    if (payload.epoch !== data.run?.epoch) return overtaken(payload.epoch);
    const { finding, level, routes } = data.grading!;
    const governed: GovernedDataset = {
      assetId: assetId!,
      datasetVersion: data.datasetVersion,
      part: data.sealed.part,
      digest: payload.digest,
      sealedDigest: data.sealed.digest,
      files: payload.files,
      bytes: payload.bytes,
      home: data.sealed.home,
      governanceCaseId: id,
      finding,
      level,
      routes,
      qualityReport: data.measured!.report,
      ...(payload.card && { card: payload.card }),
    };
    return {
      data: { ...data, governed },
      effects: [
        { type: 'stage-ended', outcome: 'released', handover: { ...governed } },
        { type: 'tell', organisationId, roles: ['it', 'director'], message: 'governance.released', parameters: { files: payload.files } },
      ],
      recorded: { governed: payload.digest },
    };
  },
});

export const sealFailed = define({
  title: { zh: '封版失败', en: 'Sealing failed' },
  from: ['sealing'],
  to: 'review',
  by: ['system:job'],
  payload: { epoch: epochField, ...failure },
  apply: ({ case: { data, organisationId }, payload }) => {
    if (payload.epoch !== data.run?.epoch) return overtaken(payload.epoch);
    return {
      data: { ...data, blocked: { code: payload.code, reason: payload.message, shard: null } },
      effects: [{ type: 'tell', organisationId, roles: ['it'], message: 'governance.blocked', parameters: { code: payload.code } }],
    };
  },
});

/** Only of anonymised data: while data is personal information the hospital must be able to carry out a withdrawal. */
export const destroySecret = define({
  title: { zh: '销毁密钥', en: 'Destroy the secret' },
  from: ['released'],
  to: 'secret-destroying',
  by: ['hospital:director'],
  payload: { reason: text('理由', 'Reason', { min: 10, max: 400, example: '已认定匿名化，不再需要追溯。' }) },
  facts: ['round'],
  apply: ({ case: { data }, facts }) => {
    const { openCaseId } = facts['round'] as RoundFact;
    if (data.governed?.finding !== 'anonymised') {
      return refuseGovernance('governance.not-anonymised', 'The secret is kept as long as the data is personal information.');
    }
    if (openCaseId) {
      return refuseGovernance('governance.already-open', 'Another part of the asset still needs the secret.', {
        facts: { caseId: openCaseId },
      });
    }
    const { id: runId, epoch } = data.run!;
    return { effects: [{ type: 'job', job: DESTROY_SECRET_JOB, payload: { epoch }, home: data.sealed.home, runId, epoch }] };
  },
});

export const secretDestroyed = define({
  title: { zh: '密钥已销毁', en: 'Secret destroyed' },
  from: ['secret-destroying'],
  to: 'secret-destroyed',
  by: ['system:job'],
  payload: {},
});

export const destroyFailed = define({
  title: { zh: '销毁失败', en: 'Destruction failed' },
  from: ['secret-destroying'],
  to: 'released',
  by: ['system:job'],
  payload: failure,
  apply: ({ case: { data }, payload }) => ({ data: { ...data, blocked: { code: payload.code, reason: payload.message, shard: null } } }),
});
