import { canonicalJson, ok, sha256Hex, type Refused, type Result } from '#libs/kernel';
import { type KeyRing, type SignatureAlgorithm, type Signer } from './signing';
import { refuseProof } from './transparency.errors';

/** Who signed which document: the signer's key, and the SHA-256 of the document's canonical JSON in hexadecimal. */
export interface VerifiedSignature {
  readonly keyId: string;
  readonly digest: string;
}

interface Header {
  readonly alg: string;
  readonly kid: string;
  readonly typ: string;
}

/** JSON Web Signature's names of the algorithms (RFC 8037, 3.1). */
const JWS_NAMES: Record<SignatureAlgorithm, string> = { Ed25519: 'EdDSA' };

const COMPACT = /^([A-Za-z0-9_-]{1,1024})\.\.([A-Za-z0-9_-]{1,1024})$/;

/**
 * Signs a document's canonical JSON (RFC 8785) and returns the signature apart from it: a JSON Web Signature in compact form
 * without its payload (RFC 7515, appendix F), so that any JOSE library can check it once the payload is put back. `type` goes under the
 * signature, e.g. `medbourse-certificate+json`: what was signed as a receipt never passes for a certificate.
 * Throws TypeError for a document that is not JSON.
 */
export const signDocument = async (document: unknown, type: string, signer: Signer): Promise<string> => {
  const header = encode(canonicalJson({ alg: JWS_NAMES[signer.algorithm], kid: signer.keyId, typ: type } satisfies Header));
  const signature = await signer.sign(signingInput(header, document));
  return `${header}..${signature.toString('base64url')}`;
};

/**
 * Whether the signature is one of the document, of this type, by a key of the ring. Refuses `signature.malformed`,
 * `signature.wrong-type`, `signature.unknown-key`, `signature.wrong`. Throws TypeError for a document that is not JSON.
 */
export const verifyDocument = (document: unknown, signature: string, type: string, keys: KeyRing): Result<VerifiedSignature> => {
  const [, header = '', value = ''] = COMPACT.exec(signature) ?? [];
  const read = readHeader(header);
  const bytes = Buffer.from(value, 'base64url');
  // A second spelling of the same bytes would let one signature be passed around as two.
  if (read === undefined || bytes.toString('base64url') !== value) return malformed();
  if (read.typ !== type) return refuseProof('signature.wrong-type', `signed as ${read.typ}, shown as ${type}`);
  const key = keys.find(({ keyId }) => keyId === read.kid);
  if (key === undefined)
    return refuseProof('signature.unknown-key', 'signed by a key that is not trusted here', { facts: { keyId: read.kid } });
  if (read.alg !== JWS_NAMES[key.algorithm]) return malformed();
  if (!key.verify(signingInput(header, document), bytes))
    return refuseProof('signature.wrong', 'the signature is not of this document', { facts: { keyId: read.kid } });
  return ok({ keyId: read.kid, digest: sha256Hex(canonicalJson(document)) });
};

function signingInput(header: string, document: unknown): Buffer {
  return Buffer.from(`${header}.${encode(canonicalJson(document))}`);
}

/** The header, if it is spelt as `signDocument` spells it: other members, such as `crit`, could change what the signature means. */
function readHeader(encoded: string): Header | undefined {
  try {
    const text = Buffer.from(encoded, 'base64url').toString('utf8');
    const { alg, kid, typ } = JSON.parse(text) as Partial<Record<keyof Header, unknown>>;
    if (typeof alg !== 'string' || typeof kid !== 'string' || typeof typ !== 'string') return undefined;
    return encode(canonicalJson({ alg, kid, typ })) === encoded ? { alg, kid, typ } : undefined;
  } catch {
    return undefined; // not JSON, or text that canonical JSON does not have
  }
}

const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');
const malformed = (): Refused => refuseProof('signature.malformed', 'not a detached signature as this exchange makes them');
