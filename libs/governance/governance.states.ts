import { type StateDefinition } from '#libs/cases';
import { type GovernanceState } from './governance.data';

const state = (title: readonly [string, string], meaning: readonly [string, string], final?: true): StateDefinition => ({
  title: { zh: title[0], en: title[1] },
  meaning: { zh: meaning[0], en: meaning[1] },
  ...(final && { final }),
});

export const governanceStates: Readonly<Record<GovernanceState, StateDefinition>> = {
  planned: state(
    ['已计划', 'planned'],
    ['已绑定封存数据集并估算费用，等待启动。', 'Bound to a sealed dataset and estimated; not yet begun.'],
  ),
  running: state(
    ['运行中', 'running'],
    [
      '各分片在数据所在地去标识，随后度量质量与重识别风险。',
      'Shards are de-identified where the data lies; then quality and risk are measured.',
    ],
  ),
  review: state(
    ['待审核', 'review'],
    ['隔离的文件逐一处置，由数据委员会决定是否放行。', 'Quarantined files are decided on; the data committee releases.'],
  ),
  sealing: state(['封版中', 'sealing'], ['正在生成治理后版本的清单与摘要。', "The governed version's manifest and digest are being made."]),
  released: state(['已放行', 'released'], ['治理后版本已放行并交给下一阶段。', 'The governed version is released and handed over.']),
  blocked: state(
    ['已阻断', 'blocked'],
    ['因失败或决定而停止，可重试或退回。', 'Stopped by a failure or a decision; may be retried or sent back.'],
  ),
  'secret-destroying': state(
    ['正在销毁密钥', 'secret being destroyed'],
    ['数据所在地正在销毁资产密钥。', "The asset's secret is being destroyed at its home."],
  ),
  'secret-destroyed': state(
    ['密钥已销毁', 'secret destroyed'],
    ['假名无法再追溯到患者。', 'No replacement can be traced back to a patient any more.'],
    true,
  ),
  ended: state(['已结束', 'ended'], ['未放行即结束。', 'Ended without a release.'], true),
};
