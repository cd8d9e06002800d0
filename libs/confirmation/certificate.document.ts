import { canonicalJson, type LegalDate } from '#libs/kernel';
import { restrictionsOfAnnex1 } from '#libs/terms';
import { type Attestation, type ConfirmationData } from './confirmation.data';

/** The type that goes under the agency's signature. */
export const CERTIFICATE_TYPE = 'medbourse-certificate+json';

/** What documents of a simulation carry, so that none can pass for a real one. */
export const SIMULATION = 'SIMULATION';

type Sealing = Omit<Attestation, 'recordDigest' | 'failure' | 'by'>;

/** The record that is sealed (art. 26): everything that was applied for, as it was decided. Canonical JSON; its digest is what the log keeps. */
export function recordText(caseId: string, data: ConfirmationData, sealing: Sealing): string {
  const { application, applicant, agency, rules } = data;
  return canonicalJson({
    format: 'medbourse-registration-record/1',
    ...(sealing.simulated && { simulation: SIMULATION }),
    case: caseId,
    number: sealing.number,
    type: 'initial',
    rules: { jurisdiction: rules.jurisdiction, version: rules.version },
    agency,
    applicant,
    data: application.annex1,
    dataset: { version: application.datasetVersion, digest: application.governedDigest },
    rights: application.rights,
    restrictions: application.terms,
    opinion: application.opinion,
    attachments: application.attachments,
    appliedOn: application.on,
    acceptedOn: data.acceptance!.on,
    noticePublishedOn: data.notice!.publishedOn,
    noticeClosedOn: data.notice!.closesOn,
    attestedAt: sealing.at,
    validUntil: sealing.validUntil,
  });
}

/** The leaf of the public log: which record was sealed under which number, and nothing of its content. */
export const logEntryText = ({
  number,
  recordDigest,
  at,
  simulated,
}: Pick<Attestation, 'number' | 'recordDigest' | 'at' | 'simulated'>): string =>
  canonicalJson({
    format: 'medbourse-log-entry/1',
    ...(simulated && { simulation: SIMULATION }),
    event: 'registered',
    number,
    record: recordDigest,
    attestedAt: at,
  });

/** The certificate 数据产权登记凭证, to be read by anyone: the applicant's contact and the attachments stay in the record. */
export function certificateText(caseId: string, data: ConfirmationData): string {
  const { application, applicant, agency, rules } = data;
  const attestation = data.attestation!;
  return canonicalJson({
    format: 'medbourse-certificate/1',
    ...(attestation.simulated && { simulation: SIMULATION }),
    number: attestation.number,
    case: caseId,
    type: 'initial',
    rules: { jurisdiction: rules.jurisdiction, version: rules.version, title: rules.title },
    agency: { name: agency.name, creditCode: agency.creditCode },
    applicant: { name: applicant.name, creditCode: applicant.creditCode, type: applicant.type },
    data: application.annex1,
    dataset: { version: application.datasetVersion, digest: application.governedDigest },
    rights: application.rights.holders.map(({ name, creditCode, rights, termEnds, limits }) => ({
      name,
      creditCode,
      rights,
      termEnds,
      limits,
    })),
    source: application.rights.source,
    restrictions: restrictionsOfAnnex1(application.terms),
    terms: application.terms,
    record: attestation.recordDigest,
    attestedAt: attestation.at,
    validUntil: attestation.validUntil,
  });
}

/** What `certificateText` holds, as a reader parses it. */
export interface CertificateDocument {
  readonly format: 'medbourse-certificate/1';
  readonly simulation?: typeof SIMULATION;
  readonly number: string;
  readonly rules: { readonly jurisdiction: string; readonly version: string; readonly title: { readonly zh: string; readonly en: string } };
  readonly agency: { readonly name: string; readonly creditCode: string };
  readonly applicant: { readonly name: string; readonly creditCode: string };
  readonly data: ConfirmationData['application']['annex1'];
  readonly dataset: { readonly version: number; readonly digest: string };
  readonly rights: readonly {
    readonly name: string;
    readonly creditCode: string;
    readonly rights: readonly ('holding' | 'use' | 'operation')[];
    readonly termEnds?: LegalDate;
  }[];
  readonly source: string;
  readonly restrictions: ReturnType<typeof restrictionsOfAnnex1>;
  readonly record: string;
  readonly attestedAt: string;
  readonly validUntil: LegalDate;
}
