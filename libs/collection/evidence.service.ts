import { type Readable } from 'node:stream';
import { actorLabel, type PersonActor } from '#libs/cases';
import { type Tenancy } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { type ObjectStore } from '#libs/storage';
import { refuseCollection } from './collection.errors';
import { HEAD_BYTES, mediaTypeOf, type MediaType } from './media-type';
import { headOf } from './stream-head';

export interface EvidenceDocument {
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly receivedAt: Date;
  readonly receivedBy: string;
}

/** Approvals, contracts, licences: pages and scans, not datasets. */
const EVIDENCE_BYTES_LIMIT = 100_000_000;
const EVIDENCE_TYPES: readonly MediaType[] = [
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/tiff',
  'application/vnd.openxmlformats',
  'application/xml',
  'application/json',
  'text/csv',
  'text/plain',
];

const COLUMNS = `sha256, bytes::float8 as bytes, media_type as "mediaType", received_at as "receivedAt", received_by as "receivedBy"`;

/** Documents that decisions rest on, kept by each organisation under their SHA-256: a case names the digest. */
export class Evidence {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly objects: ObjectStore,
  ) {}

  /** Takes a document in; the same again is done already. Refuses `collection.empty-file`, `collection.evidence-type` and what the store refuses. */
  async receive(actor: PersonActor, bytes: Readable, expectedSha256?: string): Promise<Result<EvidenceDocument>> {
    bytes.on('error', () => undefined);
    const peeked = await headOf(bytes, HEAD_BYTES).catch(() => undefined);
    if (!peeked) return refuseCollection('collection.try-again', 'The document broke off before its end; send it again.');
    if (peeked.head.length === 0) return refuseCollection('collection.empty-file', 'The document is empty.');
    const mediaType = mediaTypeOf(peeked.head);
    if (!EVIDENCE_TYPES.includes(mediaType))
      return refuseCollection('collection.evidence-type', `A document is one of ${EVIDENCE_TYPES.join(', ')}.`, {
        facts: { found: mediaType },
      });
    const { organisationId } = actor;
    const stored = await this.objects.put(organisationId, peeked.whole, { expectedSha256, limitBytes: EVIDENCE_BYTES_LIMIT });
    if (!stored.ok) return stored;
    return this.tenancy.inTenant(organisationId, async (query) => {
      await query.run(
        `insert into evidence_document (organisation_id, sha256, bytes, media_type, received_at, received_by)
         values ($1, $2, $3, $4, legal_now(), $5) on conflict do nothing`,
        [organisationId, stored.value.sha256, stored.value.bytes, mediaType, actorLabel(actor)],
      );
      const sql = `select ${COLUMNS} from evidence_document where organisation_id = $1 and sha256 = $2`;
      return ok((await query.one<EvidenceDocument>(sql, [organisationId, stored.value.sha256]))!);
    });
  }

  /**
   * A document of one's own organisation, or one that is named in a case of its owner in which one's organisation plays a part: whoever is
   * shown a digest there may read what it stands for. Refuses `collection.no-such-file`, the same for what is foreign and what is not there.
   */
  async open(actor: PersonActor, owner: string, sha256: string): Promise<Result<{ document: EvidenceDocument; bytes: Readable }>> {
    const allowed = owner === actor.organisationId ? ok(true) : await this.isShown(actor.organisationId, owner, sha256);
    if (!allowed.ok) return allowed;
    const found = allowed.value ? await this.find(owner, sha256) : ok(undefined);
    if (!found.ok) return found;
    if (!found.value) return refuseCollection('collection.no-such-file', 'There is no such document.');
    const opened = await this.objects.open(owner, sha256);
    return opened.ok ? ok({ document: found.value, bytes: opened.value }) : opened;
  }

  /**
   * Shown is what a person of the owner named in a command of a case: a reader who names a digest himself opens nothing by it. Read under the
   * reader's own tenant, so that row-level security leaves only the cases that he is a party of. The asset's own case counts for those who examine it.
   */
  private async isShown(reader: string, owner: string, sha256: string): Promise<Result<boolean>> {
    const seen = await this.tenancy.rows<{ named: boolean; assetId: string | null; examines: boolean }>(
      reader,
      `select exists (select from case_event e where e.organisation_id = c.organisation_id and e.case_id = c.id
           and e.actor like 'person:%@' || c.organisation_id and position($3 in e.body) > 0) as named, c.asset_id as "assetId",
         exists (select from case_party p where p.organisation_id = c.organisation_id and p.case_id = c.id
           and p.party_organisation_id = $2 and p.part in ('law-firm', 'agency', 'exchange')) as examines
       from case_record c where c.organisation_id = $1`,
      [owner, reader, sha256],
    );
    if (!seen.ok) return seen;
    if (seen.value.some(({ named }) => named)) return ok(true);
    const assets = seen.value.filter(({ examines }) => examines).map(({ assetId }) => assetId);
    const named = await this.tenancy.rows<{ named: boolean }>(
      owner,
      `select exists (select from case_record where organisation_id = $1 and id = any($2::uuid[]) and kind = 'asset'
         and position($3 in data::text) > 0) as named`,
      [owner, assets, sha256],
    );
    return named.ok ? ok(named.value[0]!.named) : named;
  }

  private async find(owner: string, sha256: string): Promise<Result<EvidenceDocument | undefined>> {
    const rows = await this.tenancy.rows<EvidenceDocument>(
      owner,
      `select ${COLUMNS} from evidence_document where organisation_id = $1 and sha256 = $2`,
      [owner, sha256],
    );
    return rows.ok ? ok(rows.value[0]) : rows;
  }
}
