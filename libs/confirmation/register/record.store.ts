import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';

/** The sealed record of a registration; `digest` is the SHA-256 of `body`, and stands in the public log. */
export interface SealedRecord {
  readonly number: string;
  readonly body: string;
  readonly digest: string;
  readonly attestedAt: Date;
}

/** Sealed records, for applicant and agency. */
export class RecordStore {
  constructor(private readonly tenancy: Tenancy) {}

  /** Undefined where there is none, or the reader's organisation is no party of the case. */
  read(reader: string, caseId: string): Promise<Result<SealedRecord | undefined>> {
    return this.tenancy.readTenant(reader, async (query) =>
      ok(
        await query.one<SealedRecord>(
          'select number, body, digest, attested_at as "attestedAt" from registration_record where case_id = $1',
          [caseId],
        ),
      ),
    );
  }
}
