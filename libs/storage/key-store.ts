import { type Result } from '#libs/kernel';

/**
 * Secrets of assets, kept at the home of their data and nowhere else. One secret holds over all parts of an asset, so that a patient has
 * one replacement in all of them.
 */
export interface KeyStore {
  /** 32 bytes, made at first use. Refuses `storage.secret-destroyed`, `storage.secret-broken`. */
  secretOf(organisationId: string, assetId: string): Promise<Result<Buffer>>;
  /** From then on no replacement can be traced back. Destroying what is destroyed or was never made is done already. */
  destroy(organisationId: string, assetId: string): Promise<Result<void>>;
}
