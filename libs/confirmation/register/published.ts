import { type LegalDate } from '#libs/kernel';
import { type AnnexLine } from '#libs/terms';
import { type CertificateState, type NoticeState } from '../published.rows';

/** A notice as anyone reads it. Where publication was withheld its content is null. */
export interface PublishedNotice {
  readonly id: string;
  readonly agency: string;
  readonly applicant: string | null;
  readonly dataName: string | null;
  readonly summary: string | null;
  readonly restrictions: readonly AnnexLine[];
  readonly rights: readonly { readonly name: string; readonly rights: readonly ('holding' | 'use' | 'operation')[] }[];
  readonly publishedOn: LegalDate;
  readonly closesOn: LegalDate;
  /** `closesOn` rests on a year without an official calendar. */
  readonly provisional: boolean;
  readonly simulated: boolean;
  readonly state: NoticeState;
  readonly certificateNumber: string | null;
}

export interface PublishedCertificate {
  readonly number: string;
  /** Canonical JSON: the very text that was signed. */
  readonly document: string;
  readonly signature: string;
  readonly keyId: string;
  readonly digest: string;
  readonly logIndex: number;
  readonly attestedAt: Date;
  readonly validUntil: LegalDate;
  readonly simulated: boolean;
  /** As of the day on which it is read: one whose time is over has lapsed, also before its clock was served. */
  readonly state: CertificateState;
}

export interface PublishedKey {
  readonly keyId: string;
  /** An organisation's id, or `log`. */
  readonly holder: string;
  /** The organisation's name where it is one. */
  readonly name: string | null;
  readonly algorithm: string;
  readonly jwk: Readonly<Record<string, string>>;
  readonly since: Date;
}
