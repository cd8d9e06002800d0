import { type CaseDefinition } from '#libs/cases';
import { assessmentClocks } from './assessment.clocks';
import { type AssessmentData, type AssessmentState } from './assessment.data';
import { assessmentStates } from './assessment.states';
import { expire, lapse, makeVoid, withdraw } from './ending.commands';
import { decline, engage, quote } from './engagement.commands';
import { countersign, draft, issue, returnDraft, seal, SEAL_JOB, sealFailed } from './opinion.commands';
import { answer, ask, closeQuestion } from './question.commands';
import { remindAnswer, remindClaim, remindQuote, remindReview } from './reminder.commands';
import { requestOpening } from './request.opening';
import { claim, handOver, recordFinding } from './review.commands';
import { assessmentMessages } from './assessment.messages';

/** A law firm's review of one version of a dataset, from the request to an opinion that is signed, or to its end without one. */
export const assessmentCase: CaseDefinition<AssessmentData, AssessmentState> = {
  kind: 'assessment',
  version: 1,
  title: { zh: '法律评估', en: 'Legal assessment' },
  stage: 'assessment',
  owner: 'hospital',
  parts: ['hospital', 'law-firm'],
  messages: assessmentMessages,
  states: assessmentStates,
  opening: requestOpening,
  commands: {
    quote,
    decline,
    engage,
    claim,
    'hand-over': handOver,
    'record-finding': recordFinding,
    ask,
    answer,
    'close-question': closeQuestion,
    draft,
    'return-draft': returnDraft,
    countersign,
    issue,
    seal,
    'seal-failed': sealFailed,
    withdraw,
    lapse,
    void: makeVoid,
    expire,
    'remind-quote': remindQuote,
    'remind-claim': remindClaim,
    'remind-review': remindReview,
    'remind-answer': remindAnswer,
  },
  clocks: assessmentClocks,
  jobs: [SEAL_JOB],
};
