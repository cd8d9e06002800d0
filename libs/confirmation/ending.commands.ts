import { choice, command, text, type Effect, type Outcome } from '#libs/cases';
import { type LegalDate } from '#libs/kernel';
import { certificateText } from './certificate.document';
import { type ConfirmationData, type ConfirmationState } from './confirmation.data';
import { type LegalTimeFact } from './confirmation.fact-values';
import { certificateRow, noticeRow, type CertificateState } from './published.rows';
import { refusalGrounds, type RefusalGroundCode } from './rules/rule-set';

const define = command<ConfirmationData, ConfirmationState>();

const open = ['applied', 'supplementing', 'accepted', 'reviewing', 'evidence-asked', 'noticed', 'objected', 'cleared'] as const;

interface OfCase {
  readonly id: string;
  readonly organisationId: string;
  readonly data: ConfirmationData;
}

/** 不予登记, in writing, with the ground (art. 22). */
export const refuseRegistration = define({
  title: { zh: '不予登记', en: 'Refuse the registration' },
  from: ['reviewing', 'cleared'],
  to: 'refused',
  by: ['agency:registrar'],
  payload: {
    ground: choice('理由类型', 'Ground', refusalGrounds),
    reason: text('理由', 'Reason', { max: 4000, example: '权属争议尚未解决。' }),
  },
  facts: ['legalTime'],
  apply: ({ case: snapshot, facts, payload, today }) => {
    const { simulated } = facts['legalTime'] as LegalTimeFact;
    return refusedBy(snapshot, { ...payload, simulated, upheld: false }, today);
  },
});

/** The applicant no longer wants it. */
export const withdraw = define({
  title: { zh: '撤回申请', en: 'Withdraw' },
  from: open,
  to: 'ended',
  by: ['hospital:it', 'hospital:director'],
  payload: { reason: text('理由', 'Reason', { max: 500, example: '暂缓登记。' }) },
  facts: ['legalTime'],
  apply: ({ case: { id, data }, facts, payload, today }) => ({
    data: { ...data, ending: { reason: payload.reason, ground: null, on: today } },
    effects: [
      ...closedNotice({ id, data }, (facts['legalTime'] as LegalTimeFact).simulated),
      { type: 'stage-ended', outcome: 'ended', handover: { reason: 'withdrawn-by-applicant' } },
      { type: 'tell', organisationId: data.agency.id, roles: ['registrar'], message: 'confirmation.withdrawn', parameters: {} },
    ],
  }),
});

/** Another version of the dataset took the place of the registered one. The record stays sealed and in the log; the certificate says so. */
export const makeVoid = define({
  title: { zh: '因版本替换失效', en: 'Superseded' },
  from: [...open, 'attested', 'certified'],
  to: 'void',
  by: ['system:pipeline'],
  payload: { reason: text('理由', 'Reason', { max: 500, example: 'dataset-version-superseded' }) },
  facts: ['legalTime'],
  apply: ({ case: { id, data, organisationId }, facts, payload, today }) => ({
    data: { ...data, ending: { reason: payload.reason, ground: null, on: today } },
    effects: [
      ...closedNotice({ id, data }, (facts['legalTime'] as LegalTimeFact).simulated),
      ...certificateIn({ id, data }, 'superseded'),
      { type: 'tell', organisationId, roles: ['it', 'director'], message: 'confirmation.void', parameters: { reason: payload.reason } },
      {
        type: 'tell',
        organisationId: data.agency.id,
        roles: ['registrar'],
        message: 'confirmation.void',
        parameters: { reason: payload.reason },
      },
    ],
  }),
});

/** Not renewed in time: the certificate lapses by itself (art. 35). */
export const lapse = define({
  title: { zh: '证书到期', en: 'The certificate has lapsed' },
  from: ['certified'],
  to: 'lapsed',
  by: ['system:clock'],
  payload: {},
  apply: ({ case: { id, data, organisationId }, today }) => ({
    data: { ...data, ending: { reason: 'validity-ended', ground: null, on: today } },
    effects: [
      ...certificateIn({ id, data }, 'lapsed'),
      { type: 'tell', organisationId, roles: ['it', 'director'], message: 'confirmation.lapsed', parameters: {} },
    ],
  }),
});

interface Refusing {
  readonly ground: RefusalGroundCode;
  readonly reason: string;
  readonly simulated: boolean;
  /** By an objection that was upheld: then the question of rights goes back to the lawyers. */
  readonly upheld: boolean;
}

export function refusedBy(
  { id, organisationId, data }: OfCase,
  { ground, reason, simulated, upheld }: Refusing,
  on: LegalDate,
): Outcome<ConfirmationData, ConfirmationState> {
  return {
    data: { ...data, ending: { reason, ground, on } },
    effects: [
      ...(data.notice ? [noticeRow({ caseId: id, data }, 'refused', simulated)] : []),
      { type: 'stage-ended', outcome: 'refused', handover: { ground, ...(upheld && { objection: 'upheld', backTo: 'assessment' }) } },
      { type: 'tell', organisationId, roles: ['it', 'director'], message: 'confirmation.refused', parameters: { ground } },
    ],
    recorded: { ground },
  };
}

const closedNotice = ({ id, data }: Omit<OfCase, 'organisationId'>, simulated: boolean): readonly Effect[] =>
  data.notice && !data.attestation ? [noticeRow({ caseId: id, data }, 'ended', simulated)] : [];

function certificateIn({ id, data }: Omit<OfCase, 'organisationId'>, state: CertificateState): readonly Effect[] {
  const { attestation, certificate } = data;
  return attestation && certificate
    ? [certificateRow({ caseId: id, data }, { attestation, certificate, document: certificateText(id, data) }, state)]
    : [];
}
