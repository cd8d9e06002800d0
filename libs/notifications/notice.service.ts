import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';

export interface Notice {
  readonly id: string;
  readonly caseId: string;
  readonly caseKind: string;
  readonly message: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly at: Date;
  readonly read: boolean;
}

export interface Reader {
  readonly organisationId: string;
  readonly personId: string;
  readonly roles: readonly string[];
}

/** Notices for a person: those of his organisation that are addressed to one of his roles. */
export class NoticeService {
  constructor(private readonly tenancy: Tenancy) {}

  /** Newest first; `after` is the id of the last notice of the page before. */
  list(reader: Reader, page: { readonly limit: number; readonly after?: string }): Promise<Result<Notice[]>> {
    return this.tenancy.readTenant(reader.organisationId, async (query) =>
      ok(
        await query.rows<Notice>(
          `select n.id, n.case_id as "caseId", n.case_kind as "caseKind", n.message, n.parameters, n.at, r.notice_id is not null as read
         from notice n left join notice_read r on r.organisation_id = n.organisation_id and r.notice_id = n.id and r.person_id = $1
         where n.organisation_id = $2 and n.roles && $3::text[] and ($4::uuid is null or n.id < $4)
         order by n.id desc limit $5`,
          [reader.personId, reader.organisationId, [...reader.roles], page.after ?? null, page.limit],
        ),
      ),
    );
  }

  markRead(reader: Reader, noticeId: string): Promise<Result<number>> {
    return this.tenancy.inTenant(reader.organisationId, async (query) =>
      ok(
        await query.run(
          `insert into notice_read (organisation_id, notice_id, person_id)
         select organisation_id, id, $1 from notice where organisation_id = $2 and id = $3 on conflict do nothing`,
          [reader.personId, reader.organisationId, noticeId],
        ),
      ),
    );
  }
}
