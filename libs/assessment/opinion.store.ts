import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';

export interface SignedOpinion {
  /** Canonical JSON: the very text that was signed. */
  readonly document: string;
  /** Detached JSON Web Signature of the firm. */
  readonly signature: string;
  readonly keyId: string;
  readonly digest: string;
  readonly signedAt: Date;
}

/** Signed opinions, as owner and firm see them. */
export class OpinionStore {
  constructor(private readonly tenancy: Tenancy) {}

  /** Keeps the first signature of a document: a job that runs twice writes once. */
  keep(organisationId: string, caseId: string, signed: SignedOpinion): Promise<Result<void>> {
    return this.tenancy.inTenant(organisationId, async (query) => {
      await query.run(
        `insert into opinion_document (organisation_id, case_id, digest, document, signature, key_id, signed_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
        [organisationId, caseId, signed.digest, signed.document, signed.signature, signed.keyId, signed.signedAt],
      );
      return ok(undefined);
    });
  }

  /** Undefined where there is none, or the reader's organisation is no party of the case. */
  read(reader: string, caseId: string): Promise<Result<SignedOpinion | undefined>> {
    return this.tenancy.readTenant(reader, async (query) => {
      const rows = await query.rows<SignedOpinion>(
        `select document, signature, key_id as "keyId", digest, signed_at as "signedAt" from opinion_document
         where case_id = $1 order by signed_at desc limit 1`,
        [caseId],
      );
      return ok(rows[0]);
    });
  }
}
