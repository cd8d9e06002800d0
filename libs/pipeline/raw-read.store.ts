import { type Readable } from 'node:stream';
import { actorLabel, type PersonActor } from '#libs/cases';
import { type Tenancy } from '#libs/database';
import { newId, ok, type Result } from '#libs/kernel';
import { type ObjectStore } from '#libs/storage';
import { refusePipeline } from './pipeline.errors';

export interface RawRead {
  readonly id: string;
  readonly caseId: string;
  readonly sha256: string;
  readonly reader: string;
  readonly purpose: string;
  /** Wall time. */
  readonly at: Date;
}

export interface RawReadRequest {
  readonly organisationId: string;
  readonly caseId: string;
  readonly sha256: string;
  readonly actor: PersonActor;
  readonly purpose: string;
}

const PURPOSE_LIMIT = 400;

/** The way by which people see raw or quarantined data. Whether this person may see it, the stage that asks has decided. */
export class RawReads {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly objects: ObjectStore,
  ) {}

  /** The bytes, once it is written who looks at them and why. Refuses `raw-read.no-purpose` and what the store refuses. */
  async open(request: RawReadRequest): Promise<Result<Readable>> {
    const recorded = await this.record(request);
    return recorded.ok ? this.objects.open(request.organisationId, request.sha256) : recorded;
  }

  /** Writes who looks at what, and why: for those who see it in another way than as bytes. Refuses `raw-read.no-purpose`. */
  async record(request: RawReadRequest): Promise<Result<void>> {
    const purpose = request.purpose.trim();
    if (purpose.length === 0 || [...purpose].length > PURPOSE_LIMIT)
      return refusePipeline('raw-read.no-purpose', `Say in 1 to ${PURPOSE_LIMIT} characters why the raw data is looked at.`, {
        field: 'purpose',
      });
    const { organisationId, caseId, sha256, actor } = request;
    return this.tenancy.inTenant(organisationId, async (query) => {
      await query.run('insert into raw_read (organisation_id, id, case_id, sha256, reader, purpose) values ($1, $2, $3, $4, $5, $6)', [
        organisationId,
        newId(),
        caseId,
        sha256,
        actorLabel(actor),
        purpose,
      ]);
      return ok(undefined);
    });
  }

  /** The last ones first. */
  async ofCase(organisationId: string, caseId: string, limit: number): Promise<Result<readonly RawRead[]>> {
    return this.tenancy.rows<RawRead>(
      organisationId,
      `select id, case_id as "caseId", sha256, reader, purpose, at from raw_read
       where organisation_id = $1 and case_id = $2 order by id desc limit $3`,
      [organisationId, caseId, limit],
    );
  }
}
