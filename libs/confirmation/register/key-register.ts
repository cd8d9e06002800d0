import { type RoleConnection } from '#libs/database';
import { type Result } from '#libs/kernel';
import { jwkOf, type Signer } from '#libs/transparency';

/** Who holds the log's own key. */
export const LOG_HOLDER = 'log';

/** Public halves of the keys that sign here, so that every API of an exchange can show them though it holds none. */
export class KeyRegister {
  private readonly published = new Set<string>();

  constructor(private readonly app: RoleConnection) {}

  /** `holder` is an organisation's id, or `log`. Given twice, it is published once. */
  async publish(holder: string, signer: Pick<Signer, 'keyId' | 'algorithm' | 'publicKey'>): Promise<Result<void>> {
    if (this.published.has(signer.keyId)) return { ok: true, value: undefined };
    const written = await this.app.rows(
      `insert into signing_key (key_id, holder, name, algorithm, jwk, since)
       values ($1, $2, (select name from organisation where id::text = $2), $3, $4, legal_now()) on conflict do nothing`,
      [signer.keyId, holder, signer.algorithm, JSON.stringify(jwkOf(signer))],
    );
    if (!written.ok) return written;
    this.published.add(signer.keyId);
    return { ok: true, value: undefined };
  }
}

/** Signers whose public halves are published before they sign: nothing is out that nobody could check. */
export const publishedSigners =
  (signerOf: (holder: string) => Promise<Signer>, register: KeyRegister) =>
  async (holder: string): Promise<Signer> => {
    const signer = await signerOf(holder);
    const published = await register.publish(holder, signer);
    if (!published.ok) throw new Error(`the key of ${holder} could not be published: ${published.refusal.code}`);
    return signer;
  };
