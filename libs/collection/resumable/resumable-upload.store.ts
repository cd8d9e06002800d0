import { type Tenancy } from '#libs/database';
import { newId, ok, type Result } from '#libs/kernel';
import { refuseCollection } from '../collection.errors';
import { type CaseOfTenant } from '../collection-file.store';

export type UploadKind = 'file' | 'archive';

/** What an upload is to become, as its sender announced it. */
export interface AnnouncedUpload {
  readonly kind: UploadKind;
  /** Of the file within the dataset; of an archive the folder under which it is unpacked, empty for none. */
  readonly path: string;
  /** Of the whole. */
  readonly bytes: number;
  readonly sha256: string | null;
}

export interface ResumableUpload extends AnnouncedUpload {
  readonly id: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
  /** When all of it had come and was taken in. */
  readonly endedAt: Date | null;
}

export interface UploadLimits {
  /** Unfinished ones of an organisation at the same time. */
  readonly uploads: number;
  /** Announced by them together. */
  readonly bytes: number;
  /** After the last part that came. */
  readonly expirySeconds: number;
}

/** How long a holder is believed to live that does not renew. */
export const LEASE_SECONDS = 10;

const COLUMNS = `id, kind, path, bytes::float8 as bytes, sha256, created_at as "createdAt", created_by as "createdBy",
  expires_at as "expiresAt", ended_at as "endedAt"`;
const OF_CASE = 'organisation_id = $1 and case_id = $2';
const LIVING = 'expires_at > clock_timestamp()';

/** Rows of uploads. Their times are wall time: leases and expiry are no matter of law. */
export class UploadStore {
  constructor(private readonly tenancy: Tenancy) {}

  /** Refuses `collection.too-many-uploads`. Two at once may exceed the limit by one: it bounds cost, nothing rests on it. */
  async create(
    { organisationId, caseId }: CaseOfTenant,
    announced: AnnouncedUpload & { readonly createdBy: string; readonly ended: boolean },
    limits: UploadLimits,
  ): Promise<Result<ResumableUpload>> {
    const { kind, path, bytes, sha256, createdBy, ended } = announced;
    const created = await this.tenancy.call<ResumableUpload>(
      organisationId,
      `insert into resumable_upload (organisation_id, case_id, id, kind, path, bytes, sha256, created_at, created_by, expires_at, ended_at)
       select $1, $2, $3, $4, $5, $6::bigint, $7, clock_timestamp(), $8, clock_timestamp() + make_interval(secs => $9),
         case when $10::boolean then clock_timestamp() end
       from (select count(*) as uploads, coalesce(sum(bytes), 0) as bytes from resumable_upload
             where organisation_id = $1 and ended_at is null and ${LIVING}) held
       where $10::boolean or (held.uploads < $11::bigint and held.bytes + $6::bigint <= $12::numeric)
       returning ${COLUMNS}`,
      [
        ...[organisationId, caseId, newId(), kind, path, bytes, sha256, createdBy, limits.expirySeconds, ended],
        ...[limits.uploads, limits.bytes],
      ],
    );
    if (!created.ok) return created;
    const [row] = created.value;
    return row ? ok(row) : tooMany(limits);
  }

  async find({ organisationId, caseId }: CaseOfTenant, id: string): Promise<Result<ResumableUpload>> {
    const sql = `select ${COLUMNS} from resumable_upload where ${OF_CASE} and id = $3 and ${LIVING}`;
    return onlyOne(await this.tenancy.rows<ResumableUpload>(organisationId, sql, [organisationId, caseId, id]));
  }

  /** Those that have not ended, the oldest first. */
  unfinished({ organisationId, caseId }: CaseOfTenant, limit: number): Promise<Result<ResumableUpload[]>> {
    const sql = `select ${COLUMNS} from resumable_upload where ${OF_CASE} and ended_at is null and ${LIVING} order by id limit $3`;
    return this.tenancy.rows<ResumableUpload>(organisationId, sql, [organisationId, caseId, limit]);
  }

  /** Takes the upload for a holder where nobody has it; undefined where somebody has, who is asked to let go. Refuses `collection.no-such-upload`. */
  async hold({ organisationId, caseId }: CaseOfTenant, id: string, holder: string): Promise<Result<ResumableUpload | undefined>> {
    const held = onlyOne(
      await this.tenancy.call<ResumableUpload & { holder: string }>(
        organisationId,
        `update resumable_upload set
           wanted = coalesce(held_until >= clock_timestamp(), false),
           holder = case when held_until >= clock_timestamp() then holder else $4::uuid end,
           held_until = case when held_until >= clock_timestamp() then held_until else clock_timestamp() + make_interval(secs => $5) end
         where ${OF_CASE} and id = $3 and ${LIVING} returning ${COLUMNS}, holder`,
        [organisationId, caseId, id, holder, LEASE_SECONDS],
      ),
    );
    return held.ok ? ok(held.value.holder === holder ? held.value : undefined) : held;
  }

  /** Renews the lease. Tells whether somebody wants the upload; undefined where it is not the holder's any more. */
  async renew({ organisationId, caseId }: CaseOfTenant, id: string, holder: string): Promise<Result<boolean | undefined>> {
    const renewed = await this.tenancy.call<{ wanted: boolean }>(
      organisationId,
      `update resumable_upload set held_until = clock_timestamp() + make_interval(secs => $5)
       where ${OF_CASE} and id = $3 and holder = $4 and held_until >= clock_timestamp() returning wanted`,
      [organisationId, caseId, id, holder, LEASE_SECONDS],
    );
    return renewed.ok ? ok(renewed.value[0]?.wanted) : renewed;
  }

  /** Lets go; the upload expires so many seconds from now. */
  async release(of: CaseOfTenant, id: string, holder: string, { expirySeconds, ended }: { expirySeconds: number; ended: boolean }) {
    return this.tenancy.call<object>(
      of.organisationId,
      `update resumable_upload set holder = null, held_until = null, wanted = false, expires_at = clock_timestamp() + make_interval(secs => $5),
         ended_at = case when $6 then coalesce(ended_at, clock_timestamp()) end
       where ${OF_CASE} and id = $3 and holder = $4`,
      [of.organisationId, of.caseId, id, holder, expirySeconds, ended],
    );
  }

  remove({ organisationId, caseId }: CaseOfTenant, id: string): Promise<Result<object[]>> {
    return this.tenancy.call(organisationId, `delete from resumable_upload where ${OF_CASE} and id = $3`, [organisationId, caseId, id]);
  }

  /** Forgets what expired, and what did not end before its collection did (a sealing may fail, and go on receiving), and tells which uploads still may go on. */
  sweep(organisationId: string): Promise<Result<ReadonlySet<string>>> {
    return this.tenancy.inTenant(organisationId, async (query) => {
      await query.run(
        `delete from resumable_upload u where organisation_id = $1 and (held_until is null or held_until < clock_timestamp()) and (not ${LIVING}
           or ended_at is null and not exists (select from case_record c
             where c.organisation_id = $1 and c.id = u.case_id and c.state in ('receiving', 'sealing')))`,
        [organisationId],
      );
      const rows = await query.rows<{ id: string }>(`select id from resumable_upload where organisation_id = $1 and ended_at is null`, [
        organisationId,
      ]);
      return ok(new Set(rows.map(({ id }) => id)));
    });
  }
}

export const noSuchUpload = () => refuseCollection('collection.no-such-upload', 'There is no such upload, or it expired.');

const onlyOne = <T>(rows: Result<T[]>): Result<T> => {
  if (!rows.ok) return rows;
  const [row] = rows.value;
  return row === undefined ? noSuchUpload() : ok(row);
};

const tooMany = ({ uploads, bytes }: UploadLimits) =>
  refuseCollection('collection.too-many-uploads', 'Too much of this organisation is under way; finish or end an upload first.', {
    facts: { uploads, bytes, retryAfterSeconds: 60 },
  });
