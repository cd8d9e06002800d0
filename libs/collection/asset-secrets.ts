import { type Result } from '#libs/kernel';
import { type KeyStore } from '#libs/storage';

/** A secret that is destroyed meanwhile is in use for this long at the most. */
const KEPT_MS = 5_000;
const MOST_KEPT = 100;

/** The secrets of the assets whose files come in now: each file would otherwise read and unseal its asset's anew. */
export class AssetSecrets {
  private readonly kept = new Map<string, { readonly secret: Promise<Result<Buffer>>; readonly until: number }>();

  constructor(private readonly keys: KeyStore) {}

  /** Refuses what `KeyStore.secretOf` refuses. */
  of(organisationId: string, assetId: string): Promise<Result<Buffer>> {
    const name = `${organisationId}/${assetId}`;
    const known = this.kept.get(name);
    const now = performance.now();
    if (known && known.until > now) return known.secret;
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    const secret = this.keys.secretOf(organisationId, assetId);
    this.kept.set(name, { secret, until: now + KEPT_MS });
    secret.catch(() => this.kept.delete(name));
    return secret;
  }
}
