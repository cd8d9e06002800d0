import { actorLabel, type PersonActor } from '#libs/cases';
import { type Tenancy } from '#libs/database';
import { newId, ok, type Result } from '#libs/kernel';

export interface GovernedRead {
  readonly id: string;
  readonly caseId: string;
  /** `summary`, or the name of a document. */
  readonly document: string;
  readonly reader: string;
  /** Wall time. */
  readonly at: Date;
}

/** Who read what of a governed version, in which case: kept by the organisation whose data it is. */
export class GovernedReads {
  constructor(private readonly tenancy: Tenancy) {}

  record(actor: PersonActor, { organisationId, caseId, document }: { organisationId: string; caseId: string; document: string }) {
    return this.tenancy.inTenant(organisationId, async (query): Promise<Result<void>> => {
      await query.run('insert into governed_read (organisation_id, id, case_id, reader, document) values ($1, $2, $3, $4, $5)', [
        organisationId,
        newId(),
        caseId,
        actorLabel(actor),
        document,
      ]);
      return ok(undefined);
    });
  }

  /** The last ones first, of a case of this organisation's own. */
  ofCase(organisationId: string, caseId: string, limit: number): Promise<Result<GovernedRead[]>> {
    return this.tenancy.rows<GovernedRead>(
      organisationId,
      `select id, case_id as "caseId", document, reader, at from governed_read
       where organisation_id = $1 and case_id = $2 order by id desc limit $3`,
      [organisationId, caseId, limit],
    );
  }
}
