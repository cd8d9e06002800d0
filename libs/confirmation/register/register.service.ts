import { ok, type Result } from '#libs/kernel';
import { type LogReceipt } from '#libs/transparency';
import { type CertificateDocument } from '../certificate.document';
import { type LogReader } from '../log/log.reader';
import { checkCertificate, type CertificateChecks } from './certificate-verification';
import { type PublicRegister } from './public-register';
import { type PublishedCertificate } from './published';

/** A certificate with all that proves it, and what the proofs come to here and now. */
export interface ProvenCertificate {
  readonly certificate: PublishedCertificate;
  readonly document: CertificateDocument;
  /** Null where the log could not show it, which a check then says too. */
  readonly receipt: (LogReceipt & { readonly entry: string }) | null;
  readonly checks: CertificateChecks;
}

/** Certificates as the public asks for them. */
export class RegisterService {
  constructor(
    private readonly register: PublicRegister,
    private readonly log: LogReader,
    /** The log's name. */
    readonly origin: string,
  ) {}

  /** Refuses `certificate.number-form`, `certificate.not-found`. */
  async prove(number: string): Promise<Result<ProvenCertificate>> {
    const certificate = await this.register.certificate(number);
    if (!certificate.ok) return certificate;
    const keys = await this.register.keys();
    if (!keys.ok) return keys;
    const receipt = await this.log.receipt(certificate.value.logIndex);
    return ok({
      certificate: certificate.value,
      document: JSON.parse(certificate.value.document) as CertificateDocument,
      receipt: receipt.ok ? receipt.value : null,
      checks: checkCertificate(certificate.value, receipt, keys.value, this.origin),
    });
  }
}
