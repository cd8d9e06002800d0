/** How a key signs. SM2 (GB/T 32918) is to join behind the same port. */
export type SignatureAlgorithm = 'Ed25519';

/**
 * The port behind which a private key lies: a file here, a hardware module or a seal service elsewhere, hence the promise.
 * `keyId` is derived from the public key, so that it cannot name another; `publicKey` is that key raw (Ed25519: 32 bytes).
 */
export interface Signer {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly publicKey: Buffer;
  sign(message: Uint8Array): Promise<Buffer>;
}

/** The public half of a signer. Whether a key was trusted at the time is for the caller to say: by which verifiers he gives. */
export interface Verifier {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly publicKey: Buffer;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** The keys that a verification trusts. */
export type KeyRing = readonly Verifier[];
