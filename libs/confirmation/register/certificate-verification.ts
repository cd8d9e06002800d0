import { sha256Hex, type Result } from '#libs/kernel';
import { verifierOfJwk, verifyDocument, verifyReceipt, type KeyRing, type LogReceipt, type Verifier } from '#libs/transparency';
import { CERTIFICATE_TYPE } from '../certificate.document';
import { type PublishedCertificate, type PublishedKey } from './published';

/** What a certificate is checked for, each on its own, so that a reader sees which does not hold. */
export interface CertificateChecks {
  /** The stored text is the one that was issued, and the agency's key signed it. */
  readonly signature: boolean;
  /** The log holds an entry that names this certificate and its record. */
  readonly log: boolean;
  /** Legal state as of today. */
  readonly inForce: boolean;
}

/** The same checks that a program does which has nothing but the JSON and the published keys. */
export function checkCertificate(
  certificate: PublishedCertificate,
  receipt: Result<LogReceipt & { readonly entry: string }>,
  keys: readonly PublishedKey[],
  origin: string,
): CertificateChecks {
  const document = JSON.parse(certificate.document) as { number: string; record: string };
  const signed = verifyDocument(document, certificate.signature, CERTIFICATE_TYPE, ringOf(keys.filter(({ holder }) => holder !== 'log')));
  return {
    signature: signed.ok && sha256Hex(certificate.document) === certificate.digest && document.number === certificate.number,
    log:
      receipt.ok &&
      namesIt(receipt.value.entry, document) &&
      verifyReceipt(
        Buffer.from(receipt.value.entry, 'utf8'),
        receiptOf(receipt.value),
        origin,
        ringOf(keys.filter(({ holder }) => holder === 'log')),
      ).ok,
    inForce: certificate.state === 'valid',
  };
}

function namesIt(entry: string, document: { readonly number: string; readonly record: string }): boolean {
  const read = JSON.parse(entry) as { number?: unknown; record?: unknown };
  return read.number === document.number && read.record === document.record;
}

const receiptOf = ({ index, proof, checkpoint }: LogReceipt): LogReceipt => ({ index, proof, checkpoint });

const ringOf = (keys: readonly PublishedKey[]): KeyRing =>
  keys.flatMap(({ jwk }): Verifier[] => {
    const verifier = verifierOfJwk(jwk);
    return verifier.ok ? [verifier.value] : [];
  });
