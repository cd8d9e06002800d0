import { type RoleConnection } from '#libs/database';
import { isId, ok, type Result } from '#libs/kernel';
import { parseNumber } from '../certificate-number';
import { refuseConfirmation } from '../confirmation.errors';
import { type PublishedCertificate, type PublishedKey, type PublishedNotice } from './published';

const noticeColumns = `case_id as id, agency_name as agency, applicant, data_name as "dataName", summary, restrictions, rights,
  published_on as "publishedOn", closes_on as "closesOn", provisional, simulated, state, certificate_number as "certificateNumber"`;

const today = `(legal_now() at time zone 'Asia/Shanghai')::date`;

export interface NoticePage {
  readonly limit: number;
  /** Date and id of the last notice of the page before. */
  readonly after?: readonly [publishedOn: string, id: string];
}

/** What anyone may read, by a role that sees published projections and nothing else. */
export class PublicRegister {
  constructor(private readonly reader: RoleConnection) {}

  /** Newest first. */
  notices({ limit, after }: NoticePage): Promise<Result<PublishedNotice[]>> {
    return this.reader.rows<PublishedNotice>(
      `select ${noticeColumns} from notice_published
       where $1::date is null or (published_on, case_id) < ($1::date, $2::uuid)
       order by published_on desc, case_id desc limit $3`,
      [after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  /** Refuses `objection.no-such-notice`. The owner goes with it for the objection that may be handed in; it is not to be shown. */
  async notice(id: string): Promise<Result<PublishedNotice & { readonly ownerId: string }>> {
    const unknown = refuseConfirmation('objection.no-such-notice', 'There is no such notice.');
    if (!isId(id)) return unknown;
    const rows = await this.reader.rows<PublishedNotice & { ownerId: string }>(
      `select ${noticeColumns}, organisation_id as "ownerId" from notice_published where case_id = $1`,
      [id],
    );
    if (!rows.ok) return rows;
    return rows.value[0] ? ok(rows.value[0]) : unknown;
  }

  /** Refuses `certificate.number-form`, `certificate.not-found`. */
  async certificate(number: string): Promise<Result<PublishedCertificate>> {
    const parsed = parseNumber(number);
    if (!parsed.ok) return parsed;
    const rows = await this.reader.rows<PublishedCertificate>(
      `select number, document, signature, key_id as "keyId", digest, log_index as "logIndex", attested_at as "attestedAt",
         valid_until as "validUntil", simulated, case when state = 'valid' and valid_until < ${today} then 'lapsed' else state end as state
       from certificate_published where number = $1`,
      [number],
    );
    if (!rows.ok) return rows;
    return rows.value[0] ? ok(rows.value[0]) : refuseConfirmation('certificate.not-found', 'No certificate has this number.');
  }

  /** Every key that ever signed here, the newest first: an old certificate needs an old key. */
  keys(): Promise<Result<PublishedKey[]>> {
    return this.reader.rows<PublishedKey>(
      `select key_id as "keyId", holder, name, algorithm, jwk, since from signing_key order by since desc, key_id`,
    );
  }

  async isSimulation(): Promise<Result<boolean>> {
    const rows = await this.reader.rows<{ simulated: boolean }>('select simulated from legal_time');
    return rows.ok ? ok(rows.value[0]?.simulated ?? false) : rows;
  }
}
