import { type JsonObject, type RowEffect } from '#libs/cases';
import { restrictionsOfAnnex1 } from '#libs/terms';
import { type Attestation, type ConfirmationData, type IssuedCertificate, type Notice } from './confirmation.data';

/** What becomes of a notice in the eyes of the public. */
export type NoticeState = 'open' | 'closed' | 'registered' | 'refused' | 'ended';
export type CertificateState = 'valid' | 'lapsed' | 'superseded';

interface Published {
  readonly caseId: string;
  readonly data: ConfirmationData;
}

/**
 * The notice as anyone reads it: applicant, data name, summary and recorded restrictions (art. 24), nothing else of the case. Where publication was
 * withheld, the row says that there is a notice and no more.
 */
export function noticeRow({ caseId, data }: Published, state: NoticeState, simulated: boolean): RowEffect {
  const notice: Notice = data.notice!;
  const { annex1, terms, rights } = data.application;
  const shown: JsonObject = notice.withheld
    ? { applicant: null, data_name: null, summary: null, restrictions: [], rights: [] }
    : {
        applicant: data.applicant.name,
        data_name: annex1.name,
        summary: annex1.summary,
        restrictions: restrictionsOfAnnex1(terms) as unknown as JsonObject[],
        rights: rights.holders.map(({ name, rights: held }) => ({ name, rights: held })),
      };
  return {
    type: 'row',
    table: 'notice_published',
    write: 'upsert',
    values: {
      organisation_id: data.applicant.id,
      case_id: caseId,
      agency_id: data.agency.id,
      agency_name: data.agency.name,
      ...shown,
      published_on: notice.publishedOn,
      closes_on: notice.closesOn,
      provisional: notice.provisional,
      simulated,
      state,
      certificate_number: data.attestation?.number ?? null,
    },
  };
}

export function certificateRow(
  { caseId, data }: Published,
  issued: { readonly attestation: Attestation; readonly certificate: IssuedCertificate; readonly document: string },
  state: CertificateState,
): RowEffect {
  const { attestation, certificate, document } = issued;
  return {
    type: 'row',
    table: 'certificate_published',
    write: 'upsert',
    values: {
      organisation_id: data.applicant.id,
      number: attestation.number,
      case_id: caseId,
      document,
      signature: certificate.signature,
      key_id: certificate.keyId,
      digest: certificate.digest,
      log_index: certificate.logIndex,
      attested_at: attestation.at,
      valid_until: attestation.validUntil,
      simulated: attestation.simulated,
      state,
    },
  };
}
