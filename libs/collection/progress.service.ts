import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type CollectionState } from './collection.data';
import { type CaseOfTenant } from './collection-file.store';

export interface CollectionProgress {
  readonly state: CollectionState;
  readonly version: number;
  readonly files: number;
  readonly bytes: number;
  readonly faulty: number;
  /** Files that the present sealing has compared with their digests; null while nothing seals. */
  readonly verified: number | null;
}

/** How far a collection is, in one statement. */
export class ProgressReader {
  constructor(private readonly tenancy: Tenancy) {}

  /** Undefined where the organisation sees no such collection. */
  async read({ organisationId, caseId }: CaseOfTenant): Promise<Result<CollectionProgress | undefined>> {
    const rows = await this.tenancy.rows<CollectionProgress>(
      organisationId,
      `select c.state, c.version, f.files, f.bytes, f.faulty,
         case when c.state = 'sealing' then coalesce(
           (select s.verified from collection_sealing s where s.organisation_id = c.organisation_id and s.case_id = c.id
              and s.sealing = (c.data ->> 'sealing')::int), 0) end as verified
       from case_record c cross join lateral (
         select count(*)::int as files, coalesce(sum(bytes), 0)::float8 as bytes, (count(*) filter (where fault is not null))::int as faulty
         from collection_file where organisation_id = c.organisation_id and case_id = c.id and withdrawn_at is null) f
       where c.organisation_id = $1 and c.id = $2 and c.kind = 'collection'`,
      [organisationId, caseId],
    );
    return rows.ok ? ok(rows.value[0]) : rows;
  }
}
