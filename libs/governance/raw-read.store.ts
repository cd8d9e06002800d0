import { type Query } from '#libs/database';
import { newId } from '#libs/kernel';

/** Who read raw or quarantined data, and what for. */
export interface RawRead {
  readonly organisationId: string;
  readonly caseId: string;
  /** `job:<outbox row>` or `person:<id>`. */
  readonly actor: string;
  readonly purpose: 'de-identify' | 'decide-quarantine';
  readonly firstFile: number;
  readonly files: number;
}

/** Written before the read: one that fails half-way was a read too. */
export async function logRawRead(query: Query, { organisationId, caseId, actor, purpose, firstFile, files }: RawRead): Promise<void> {
  await query.run(
    `insert into governance_read (organisation_id, id, case_id, actor, purpose, first_file, files) values ($1, $2, $3, $4, $5, $6, $7)`,
    [organisationId, newId(), caseId, actor, purpose, firstFile, files],
  );
}
