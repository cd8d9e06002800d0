import { type CaseDefinition } from '#libs/cases';
import { accept, askSupplement, deemAccepted, missSupplement, notAccept, supplement } from './acceptance.commands';
import { applicationOpening } from './application.opening';
import { attest, certify, CERTIFY_JOB, certifyAgain, certifyFailed } from './attestation.commands';
import { confirmationClocks } from './confirmation.clocks';
import { type ConfirmationData, type ConfirmationState } from './confirmation.data';
import { confirmationStates } from './confirmation.states';
import { lapse, makeVoid, refuseRegistration, withdraw } from './ending.commands';
import { closeNotice, publishNotice } from './notice.commands';
import { askExplanation, decideObjection, explain, receiveObjection } from './objection.commands';
import { RECEIVE_OBJECTION_JOB } from './receive-objection.job';
import { remindObjection, remindReview } from './reminder.commands';
import { askEvidence, beginReview, extendReview, missEvidence, recordReview, supplyEvidence } from './review.commands';
import { confirmationMessages } from './confirmation.messages';

/** Registration of a data property right (guide art. 14): the seven steps, for the initial registration. */
export const confirmationCase: CaseDefinition<ConfirmationData, ConfirmationState> = {
  kind: 'confirmation',
  version: 1,
  title: { zh: '资产确权', en: 'Asset confirmation' },
  stage: 'confirmation',
  owner: 'hospital',
  parts: ['hospital', 'agency'],
  messages: confirmationMessages,
  states: confirmationStates,
  opening: applicationOpening,
  commands: {
    accept,
    'deem-accepted': deemAccepted,
    'ask-supplement': askSupplement,
    supplement,
    'miss-supplement': missSupplement,
    'not-accept': notAccept,
    'begin-review': beginReview,
    'record-review': recordReview,
    'extend-review': extendReview,
    'ask-evidence': askEvidence,
    'supply-evidence': supplyEvidence,
    'miss-evidence': missEvidence,
    'publish-notice': publishNotice,
    'close-notice': closeNotice,
    'receive-objection': receiveObjection,
    'ask-explanation': askExplanation,
    explain,
    'decide-objection': decideObjection,
    attest,
    certify,
    'certify-failed': certifyFailed,
    'certify-again': certifyAgain,
    refuse: refuseRegistration,
    withdraw,
    void: makeVoid,
    lapse,
    'remind-review': remindReview,
    'remind-objection': remindObjection,
  },
  clocks: confirmationClocks,
  jobs: [CERTIFY_JOB, RECEIVE_OBJECTION_JOB],
};
