import { command, integer, text, type JsonObject } from '#libs/cases';
import { addDays, addMonths, sha256Hex, type LegalDate, type Refused } from '#libs/kernel';
import { type AssetFact, type Certificate } from '#libs/pipeline';
import { personOf } from './acting-person';
import { certificateText, recordText } from './certificate.document';
import { formatNumber, nextNumber, type Numbering } from './certificate-number';
import { type Attestation, type ConfirmationData, type ConfirmationState, type IssuedCertificate } from './confirmation.data';
import { refuseConfirmation } from './confirmation.errors';
import { type LegalTimeFact, type PendingObjectionsFact } from './confirmation.fact-values';
import { certificateRow, noticeRow } from './published.rows';

const define = command<ConfirmationData, ConfirmationState>();

export const CERTIFY_JOB = 'confirmation.certify';

/**
 * 信息存证: the record is sealed under a number, and registration takes effect (art. 26). The row that takes the number collides where two are attested
 * at once, and one of them is decided anew.
 */
export const attest = define({
  title: { zh: '信息存证', en: 'Attest' },
  from: ['cleared'],
  to: 'attested',
  by: ['agency:registrar'],
  payload: {},
  facts: ['asset', 'pendingObjections', 'numbering', 'legalTime'],
  apply: ({ case: { id, data }, actor, facts, now, today }) => {
    const broken = brokenBeforeAttesting(data, facts['asset'] as AssetFact, facts['pendingObjections'] as PendingObjectionsFact, today);
    if (broken) return broken;
    const next = nextNumber(facts['numbering'] as Numbering, today);
    if (!next.ok) return next;
    const number = formatNumber(next.value);
    const { simulated } = facts['legalTime'] as LegalTimeFact;
    const sealing = { at: now.toISOString(), number, validUntil: validUntilOf(data, today), simulated };
    const record = recordText(id, data, sealing);
    const attestation: Attestation = { ...sealing, recordDigest: sha256Hex(record), by: personOf(actor), failure: null };
    const attested = { ...data, attestation };
    const { prefix, month, serial, digit } = next.value;
    return {
      data: attested,
      effects: [
        ...((facts['numbering'] as Numbering).digit === null
          ? [row('agency_code', { region: prefix.slice(2, 4), digit, organisation_id: data.agency.id })]
          : []),
        row('certificate_number', { prefix, month, serial, number, case_id: id }),
        row('registration_record', {
          organisation_id: data.applicant.id,
          case_id: id,
          number,
          body: record,
          digest: attestation.recordDigest,
          attested_at: sealing.at,
        }),
        noticeRow({ caseId: id, data: attested }, 'registered', simulated),
        { type: 'job', job: CERTIFY_JOB, payload: { record: attestation.recordDigest } },
      ],
      recorded: { number, record: attestation.recordDigest, validUntil: sealing.validUntil },
    };
  },
});

/** 凭证核发: the record's entry stands in the public log and the agency's signature under the certificate (art. 27). */
export const certify = define({
  title: { zh: '核发凭证', en: 'Issue the certificate' },
  from: ['attested'],
  to: 'certified',
  by: ['system:job'],
  payload: {
    signature: text('签名', 'Signature', { max: 2000, example: 'e30..AA' }),
    keyId: text('密钥编号', 'Key', { max: 100, example: 'key' }),
    logIndex: integer('日志序号', 'Place in the log', { min: 0, max: Number.MAX_SAFE_INTEGER }),
  },
  apply: ({ case: { id, assetId, data, organisationId }, payload, today }) => {
    const attestation: Attestation = { ...data.attestation!, failure: null };
    const document = certificateText(id, data);
    const certificate: IssuedCertificate = { ...payload, digest: sha256Hex(document), on: today };
    const handover: Certificate = {
      assetId: assetId!,
      caseId: id,
      number: attestation.number,
      governedDigest: data.application.governedDigest,
      terms: data.application.terms,
      attestedAt: attestation.at,
      validUntil: attestation.validUntil,
      agencyId: data.agency.id,
    };
    const certified = { ...data, attestation, certificate };
    return {
      data: certified,
      effects: [
        certificateRow({ caseId: id, data: certified }, { attestation, certificate, document }, 'valid'),
        { type: 'stage-ended', outcome: 'attested', handover: handover as unknown as JsonObject },
        {
          type: 'tell',
          organisationId,
          roles: ['it', 'director', 'finance'],
          message: 'confirmation.certified',
          parameters: { number: attestation.number, validUntil: attestation.validUntil },
        },
      ],
      recorded: { number: attestation.number, digest: certificate.digest, keyId: payload.keyId, logIndex: payload.logIndex },
    };
  },
});

/** The signature or the log failed for good: the registration stands, and a registrar tries again. */
export const certifyFailed = define({
  title: { zh: '核发失败', en: 'Issue failed' },
  from: ['attested'],
  to: 'attested',
  by: ['system:job'],
  payload: { code: text('原因代码', 'Code', { max: 100, example: 'internal' }) },
  apply: ({ case: { data }, payload }) => ({
    data: { ...data, attestation: { ...data.attestation!, failure: payload.code } },
    effects: [
      {
        type: 'tell',
        organisationId: data.agency.id,
        roles: ['registrar', 'admin'],
        message: 'confirmation.certify-failed',
        parameters: { code: payload.code },
      },
    ],
  }),
});

export const certifyAgain = define({
  title: { zh: '重新核发', en: 'Issue again' },
  from: ['attested'],
  to: 'attested',
  by: ['agency:registrar'],
  requires: [
    {
      name: 'issue-failed',
      title: { zh: '上次核发失败', en: 'The issue failed' },
      holds: ({ case: { data } }) =>
        typeof data.attestation?.failure === 'string' ||
        refuseConfirmation('confirmation.issue-under-way', 'The certificate is being issued.'),
    },
  ],
  payload: {},
  apply: ({ case: { data } }) => ({
    data: { ...data, attestation: { ...data.attestation!, failure: null } },
    effects: [{ type: 'job', job: CERTIFY_JOB, payload: { record: data.attestation!.recordDigest } }],
  }),
});

/** At most the rules' term from attestation, never later than the earliest end of an authorisation that the right rests on. */
export function validUntilOf({ rules, application }: ConfirmationData, today: LegalDate): LegalDate {
  // A term that begins today ends the day before its anniversary: five years and not a day more.
  const longest = addDays(addMonths(today, rules.validityMonths), -1);
  return application.authorisationEnds.reduce((earliest, end) => (end < earliest ? end : earliest), longest);
}

function brokenBeforeAttesting(
  data: ConfirmationData,
  asset: AssetFact,
  pending: PendingObjectionsFact,
  today: LegalDate,
): Refused | undefined {
  if (pending.count > 0)
    return refuseConfirmation(
      'confirmation.objection-pending',
      'An objection came in before the notice closed and is on its way to the case.',
      {
        facts: { pending: pending.count },
      },
    );
  if (asset.data.governed?.digest !== data.application.governedDigest)
    return refuseConfirmation('confirmation.dataset-changed', 'The asset holds another dataset than the one that was applied for.');
  if (asset.data.opinion?.caseId !== data.application.opinion.caseId || asset.data.opinion.validUntil < today)
    return refuseConfirmation('confirmation.opinion-ended', 'The legal opinion no longer stands.');
  const validUntil = validUntilOf(data, today);
  if (validUntil < today)
    return refuseConfirmation('confirmation.authorisation-ended', 'An authorisation that the right rests on has ended.', {
      facts: { ended: validUntil },
    });
  return undefined;
}

const row = (table: string, values: JsonObject) => ({ type: 'row', write: 'insert', table, values }) as const;
