import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { refuseNotification } from './notification.errors';

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
  list(reader: Reader, page: { readonly limit: number; readonly after?: string; readonly unread?: boolean }): Promise<Result<Notice[]>> {
    return this.tenancy.readTenant(reader.organisationId, async (query) =>
      ok(
        await query.rows<Notice>(
          `select n.id, n.case_id as "caseId", n.case_kind as "caseKind", n.message, n.parameters, n.at, r.notice_id is not null as read
         from notice n left join notice_read r on r.organisation_id = n.organisation_id and r.notice_id = n.id and r.person_id = $1
         where n.organisation_id = $2 and n.roles && $3::text[] and ($4::uuid is null or n.id < $4) and (not $6 or r.notice_id is null)
         order by n.id desc limit $5`,
          [reader.personId, reader.organisationId, [...reader.roles], page.after ?? null, page.limit, page.unread ?? false],
        ),
      ),
    );
  }

  /** Reading it again changes nothing. Refuses `notification.not-found`, also for one that is for others. */
  markRead(reader: Reader, noticeId: string): Promise<Result<void>> {
    return this.tenancy.inTenant(reader.organisationId, async (query) => {
      const found = await query.one(
        `with mine as (select organisation_id, id from notice where organisation_id = $2 and id = $3 and roles && $4::text[]),
           marked as (insert into notice_read (organisation_id, notice_id, person_id) select organisation_id, id, $1 from mine on conflict do nothing)
         select 1 from mine`,
        [reader.personId, reader.organisationId, noticeId, [...reader.roles]],
      );
      return found ? ok(undefined) : refuseNotification('notification.not-found', 'There is no such notice for you.');
    });
  }
}
