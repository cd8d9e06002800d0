import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { canonicalJson, ok, sha256, type Result } from '#libs/kernel';
import { type Signer, type Verifier } from './signing';
import { refuseProof } from './transparency.errors';

/** A public Ed25519 key as RFC 8037 publishes it; `x` is the raw key in base64url. */
export interface Ed25519Jwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
}

/** Signs with an Ed25519 key (RFC 8032) that this process holds. Throws TypeError for a key of another kind. */
export const ed25519Signer = (privateKey: KeyObject): Signer => {
  if (privateKey.type !== 'private') throw new TypeError('not a private key');
  const { keyId, algorithm, publicKey } = ed25519Verifier(createPublicKey(privateKey));
  return { keyId, algorithm, publicKey, sign: async (message) => sign(null, message, privateKey) };
};

/** Throws TypeError for a key of another kind. */
export const ed25519Verifier = (key: KeyObject): Verifier => {
  if (key.type !== 'public' || key.asymmetricKeyType !== 'ed25519') throw new TypeError('not a public Ed25519 key');
  const jwk = publicJwkOf(key);
  return {
    keyId: thumbprint(jwk),
    algorithm: 'Ed25519',
    publicKey: Buffer.from(jwk.x, 'base64url'),
    verify: (message, signature) => verify(null, message, key, signature),
  };
};

/** The key that a verifier checks with, to be published. */
export const jwkOf = (verifier: Pick<Verifier, 'publicKey'>): Ed25519Jwk => ({
  kty: 'OKP',
  crv: 'Ed25519',
  x: verifier.publicKey.toString('base64url'),
});

/** The verifier of a published key. Refuses `signature.malformed-key`. */
export const verifierOfJwk = (jwk: unknown): Result<Verifier> => {
  const { kty, crv, x } = (typeof jwk === 'object' && jwk !== null ? jwk : {}) as Partial<Record<keyof Ed25519Jwk, unknown>>;
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string' || !isRawKey(x))
    return refuseProof('signature.malformed-key', 'not a public Ed25519 key in JWK form');
  return ok(ed25519Verifier(createPublicKey({ key: { kty, crv, x }, format: 'jwk' })));
};

function publicJwkOf(key: KeyObject): Ed25519Jwk {
  const { x } = key.export({ format: 'jwk' });
  if (x === undefined) throw new TypeError('an Ed25519 key without its point');
  return { kty: 'OKP', crv: 'Ed25519', x };
}

/** The key's id: SHA-256 of its required members in base64url (RFC 7638; RFC 8037, A.3). */
function thumbprint(jwk: Ed25519Jwk): string {
  return sha256(canonicalJson(jwk)).toString('base64url');
}

function isRawKey(text: string): boolean {
  const raw = Buffer.from(text, 'base64url');
  return raw.length === 32 && raw.toString('base64url') === text;
}
