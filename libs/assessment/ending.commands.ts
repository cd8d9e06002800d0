import { command, text } from '#libs/cases';
import { type AssessmentData, type AssessmentState } from './assessment.data';

const define = command<AssessmentData, AssessmentState>();

const open = ['requested', 'quoted', 'engaged', 'reviewing', 'questioned', 'drafted', 'countersigned'] as const;

/** The hospital no longer wants it. What fell due on engagement stays due. */
export const withdraw = define({
  title: { zh: '撤回委托', en: 'Withdraw' },
  from: open,
  to: 'withdrawn',
  by: ['hospital:it', 'hospital:director'],
  payload: { reason: text('理由', 'Reason', { max: 500, example: '暂缓登记。' }) },
  apply: ({ case: { data }, payload, today }) => ({
    data: { ...data, ending: { reason: payload.reason, on: today } },
    effects: [
      { type: 'stage-ended', outcome: 'withdrawn', handover: { reason: 'withdrawn-by-hospital' } },
      { type: 'tell', organisationId: data.firmId, roles: ['lawyer', 'partner'], message: 'assessment.withdrawn', parameters: {} },
    ],
  }),
});

/** Nobody took the quote up while it held. */
export const lapse = define({
  title: { zh: '报价失效', en: 'The quote has lapsed' },
  from: ['quoted'],
  to: 'withdrawn',
  by: ['system:clock'],
  payload: {},
  apply: ({ case: { data, organisationId }, today }) => ({
    data: { ...data, ending: { reason: 'quote-lapsed', on: today } },
    effects: [
      { type: 'stage-ended', outcome: 'withdrawn', handover: { reason: 'quote-lapsed' } },
      { type: 'tell', organisationId, roles: ['it', 'finance'], message: 'assessment.quote-lapsed', parameters: {} },
    ],
  }),
});

/** Another version of the dataset took the place of the one that was examined: the opinion does not speak of it. */
export const makeVoid = define({
  title: { zh: '作废', en: 'Void' },
  from: [...open, 'sealing', 'issued'],
  to: 'void',
  by: ['system:pipeline'],
  payload: { reason: text('理由', 'Reason', { max: 500, example: 'dataset-version-superseded' }) },
  apply: ({ case: { data, organisationId }, payload, today }) => ({
    data: { ...data, ending: { reason: payload.reason, on: today } },
    effects: [data.firmId, organisationId].map((told) => ({
      type: 'tell' as const,
      organisationId: told,
      roles: told === organisationId ? ['it', 'director'] : ['lawyer', 'partner'],
      message: 'assessment.void',
      parameters: { reason: payload.reason },
    })),
  }),
});

/** Its own term or the evidence that it rests on has ended. */
export const expire = define({
  title: { zh: '意见书到期', en: 'The opinion has ended' },
  from: ['issued'],
  to: 'void',
  by: ['system:clock'],
  payload: {},
  apply: ({ case: { data, organisationId }, today }) => ({
    data: { ...data, ending: { reason: 'validity-ended', on: today } },
    effects: [{ type: 'tell', organisationId, roles: ['it', 'director'], message: 'assessment.expired', parameters: {} }],
  }),
});
