import { type CaseDefinition } from '#libs/cases';
import { sendBack, supersede } from './ending.commands';
import { type GovernanceData, type GovernanceState } from './governance.data';
import { governanceStates } from './governance.states';
import { planOpening } from './plan.opening';
import {
  DESTROY_SECRET_JOB,
  destroyFailed,
  destroySecret,
  release,
  SEAL_JOB,
  sealed,
  sealFailed,
  secretDestroyed,
} from './release.commands';
import { block, clearFace, decideQuarantine, determine } from './review.commands';
import { setRates } from './rates.commands';
import { measured, MEASURE_JOB, retry, rework, runFailed, SHARD_JOB, SPLIT_JOB, start } from './run.commands';
import { governanceMessages } from './governance.messages';

/** De-identifies, measures and releases one sealed dataset, or says why not. */
export const governanceCase: CaseDefinition<GovernanceData, GovernanceState> = {
  kind: 'governance',
  version: 1,
  title: { zh: '数据治理', en: 'Governance' },
  stage: 'governance',
  owner: 'hospital',
  parts: ['hospital'],
  messages: governanceMessages,
  states: governanceStates,
  opening: planOpening,
  commands: {
    'set-rates': setRates,
    start,
    retry,
    'run-failed': runFailed,
    measured,
    'decide-quarantine': decideQuarantine,
    'clear-face': clearFace,
    rework,
    determine,
    block,
    release,
    sealed,
    'seal-failed': sealFailed,
    'send-back': sendBack,
    supersede,
    'destroy-secret': destroySecret,
    'secret-destroyed': secretDestroyed,
    'destroy-failed': destroyFailed,
  },
  clocks: {},
  jobs: [SPLIT_JOB, SHARD_JOB, MEASURE_JOB, SEAL_JOB, DESTROY_SECRET_JOB],
};
