import { choice, command, dueDate, group, optional, text } from '#libs/cases';
import { type ConfirmationData, type ConfirmationState, type Notice } from './confirmation.data';
import { refuseConfirmation } from './confirmation.errors';
import { type LegalTimeFact } from './confirmation.fact-values';
import { noticeRow } from './published.rows';

const define = command<ConfirmationData, ConfirmationState>();

/** 公示: the review is passed and the public may look (art. 24). Where the applicant asked not to be published the agency decides, and says why. */
export const publishNotice = define({
  title: { zh: '公示', en: 'Publish the notice' },
  from: ['reviewing'],
  to: 'noticed',
  by: ['agency:registrar'],
  requires: [
    {
      name: 'review-passed',
      title: { zh: '审查已通过', en: 'The review is passed' },
      holds: ({ case: { data } }) => {
        if (!data.review) return refuseConfirmation('confirmation.review-missing', 'The review has not been recorded.');
        const { description, source, rights } = data.review;
        const open = Object.entries({ description, source, rights }).filter(([, { result }]) => result !== 'passed');
        if (open.length === 0) return true;
        const checks = open.map(([name]) => name);
        return refuseConfirmation('confirmation.review-not-passed', `Not passed: ${checks.join(', ')}.`, { facts: { checks } });
      },
    },
  ],
  payload: {
    withholding: optional(
      group('不予公示申请的决定', 'Decision on not publishing', {
        decision: choice('决定', 'Decision', ['granted', 'denied']),
        reason: text('理由', 'Reason', { max: 1000, example: '理由成立。' }),
      }),
    ),
  },
  facts: ['legalTime'],
  apply: ({ case: { id, data, organisationId }, facts, payload, today, calendar }) => {
    const asked = data.application.withholdReason !== null;
    if (asked && !payload.withholding)
      return refuseConfirmation('confirmation.withholding-undecided', 'The applicant asked not to be published: decide on it.', {
        field: 'withholding',
      });
    if (!asked && payload.withholding)
      return refuseConfirmation('confirmation.withholding-not-asked', 'The applicant did not ask not to be published.', {
        field: 'withholding',
      });
    const { date: closesOn, provisional } = dueDate(data.rules.notice, today, calendar);
    const notice: Notice = {
      publishedOn: today,
      closesOn,
      provisional,
      withheld: payload.withholding?.decision === 'granted',
      withholdDecision: payload.withholding?.reason ?? null,
    };
    const published = { ...data, notice };
    return {
      data: published,
      effects: [
        noticeRow({ caseId: id, data: published }, 'open', (facts['legalTime'] as LegalTimeFact).simulated),
        { type: 'tell', organisationId, roles: ['it', 'director'], message: 'confirmation.noticed', parameters: { closesOn } },
      ],
      recorded: { closesOn, provisional, withheld: notice.withheld },
    };
  },
});

/** The notice has stood its time, and nobody's objection is open. */
export const closeNotice = define({
  title: { zh: '公示期满', en: 'The notice has ended' },
  from: ['noticed'],
  to: 'cleared',
  by: ['system:clock'],
  payload: {},
  facts: ['legalTime'],
  apply: ({ case: { id, data }, facts }) => ({
    effects: [
      noticeRow({ caseId: id, data }, 'closed', (facts['legalTime'] as LegalTimeFact).simulated),
      { type: 'tell', organisationId: data.agency.id, roles: ['registrar'], message: 'confirmation.notice-ended', parameters: {} },
    ],
  }),
});
