import { type Query, type Tenancy } from '#libs/database';
import { GroupedCalls, newId, ok, type Refused, type Result } from '#libs/kernel';
import { refuseCollection } from './collection.errors';
import { addedImages, imagingColumns, imagingRecord } from './imaging.sql';
import { type ImagingRow } from './imaging-row';

export interface CollectionFile {
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly mediaType: string;
  readonly receivedAt: Date;
  readonly receivedBy: string;
  /** What a sealing found; a faulty file has to be withdrawn and sent again. */
  readonly fault: 'missing' | 'corrupt' | null;
}

export interface FileCount {
  readonly files: number;
  readonly bytes: number;
  readonly faulty: number;
}

export interface CaseOfTenant {
  readonly organisationId: string;
  readonly caseId: string;
}

export interface AddedFile {
  readonly file: CollectionFile;
  /** The same bytes were at this path before. */
  readonly already: boolean;
}

/** Parameters: organisation, case. */
export const COUNT_SQL = `
  select count(*)::int as files, coalesce(sum(bytes), 0)::float8 as bytes, (count(*) filter (where fault is not null))::int as faulty
  from collection_file where organisation_id = $1 and case_id = $2 and withdrawn_at is null`;

/**
 * Files that lie in the store whole, and what they are images of. A case that was locked by its sealing is seen as the sealing left it; a file is entered
 * where it is still receiving. Parameters: organisation, case, the files.
 */
const ADD_SQL = `with
  receiving as (select state from case_record where organisation_id = $1 and id = $2 and kind = 'collection' for share),
  incoming as (
    select * from jsonb_to_recordset($3::jsonb)
      as file (id uuid, path text, bytes bigint, sha256 text, media_type text, received_by text, ${imagingColumns})),
  added as (
    insert into collection_file (organisation_id, case_id, id, path, bytes, sha256, media_type, received_at, received_by)
    select $1, $2, id, path, bytes, sha256, media_type, legal_now(), received_by
    from receiving, incoming where state = 'receiving' order by path collate "C"
    on conflict (organisation_id, case_id, path collate "C") where withdrawn_at is null do nothing returning *),
  ${addedImages}
  select (select state from receiving) as state, a.id, a.path, a.bytes::float8 as bytes, a.sha256,
    a.media_type as "mediaType", a.received_at as "receivedAt", a.received_by as "receivedBy", a.fault
  from (values (1)) one left join added a on true`;

/** Of one statement: what waits for it waits no longer than for a few. */
const MOST_TOGETHER = 64;

const COLUMNS = `id, path, bytes::float8 as bytes, sha256, media_type as "mediaType", received_at as "receivedAt", received_by as "receivedBy", fault`;
const LIVE = 'organisation_id = $1 and case_id = $2 and withdrawn_at is null';

export type NewFile = Pick<CollectionFile, 'path' | 'bytes' | 'sha256' | 'mediaType' | 'receivedBy'>;

interface Entry {
  readonly of: CaseOfTenant;
  readonly id: string;
  readonly file: NewFile;
  readonly imaging: ImagingRow | undefined;
}

/** The files of a collection, as its owner sees them. */
export class CollectionFiles {
  private readonly entries = new GroupedCalls<Entry, Result<AddedFile>>((entries) => this.addAll(entries), MOST_TOGETHER);

  constructor(private readonly tenancy: Tenancy) {}

  /**
   * Enters a file that lies in the store whole, and what it is an image of. The case's row is locked against sealing while it is entered, so that
   * no file slips into a manifest that is being written, or past it. Slices come by the thousand: those that come while others are entered
   * are entered together, by one statement.
   * Refuses `collection.not-receiving`, `collection.path-taken`.
   */
  add(of: CaseOfTenant, file: NewFile, imaging?: ImagingRow): Promise<Result<AddedFile>> {
    return this.entries.perform(`${of.organisationId}/${of.caseId}`, { of, id: newId(), file, imaging });
  }

  /** All of one collection. */
  private async addAll(entries: readonly Entry[]): Promise<Result<AddedFile>[]> {
    const { of } = entries[0]!;
    const added = await this.tenancy.call<CollectionFile & { state: string | null }>(of.organisationId, ADD_SQL, [
      of.organisationId,
      of.caseId,
      JSON.stringify(entries.map(recordOf)),
    ]);
    if (!added.ok) return entries.map(() => added);
    const { state } = added.value[0]!;
    const isNew = new Map(added.value.map(({ state: _, ...file }) => [file.id, file]));
    return Promise.all(entries.map(({ id, file }) => this.addedOr(of, isNew.get(id), file, state)));
  }

  private async addedOr(
    of: CaseOfTenant,
    added: CollectionFile | undefined,
    file: NewFile,
    state: string | null,
  ): Promise<Result<AddedFile>> {
    if (added) return ok({ file: added, already: false });
    if (state !== 'receiving') return notReceiving(state);
    const known = await this.find(of, file.path);
    return known.ok ? sameOrTaken(known.value, file.sha256) : known;
  }

  find(of: CaseOfTenant, path: string): Promise<Result<CollectionFile | undefined>> {
    return this.tenancy.readTenant(of.organisationId, async (query) => ok(await find(query, of, path)));
  }

  /** Takes a file out before sealing. Its object stays: another path or collection may hold the same bytes. Refuses `collection.not-receiving`, `collection.no-such-file`. */
  withdraw(of: CaseOfTenant, path: string, by: string): Promise<Result<CollectionFile>> {
    return this.tenancy.inTenant(of.organisationId, async (query) => {
      const receiving = await lockReceiving(query, of);
      if (!receiving.ok) return receiving;
      const [withdrawn] = await query.rows<CollectionFile>(
        `update collection_file set withdrawn_at = legal_now(), withdrawn_by = $4 where ${LIVE} and path = $3 returning ${COLUMNS}`,
        [of.organisationId, of.caseId, path, by],
      );
      return withdrawn ? ok(withdrawn) : refuseCollection('collection.no-such-file', 'There is no such file in this collection.');
    });
  }

  /** In the order of their paths by bytes, after a path. */
  page(of: CaseOfTenant, limit: number, after?: string): Promise<Result<readonly CollectionFile[]>> {
    return this.tenancy.rows<CollectionFile>(
      of.organisationId,
      `select ${COLUMNS} from collection_file where ${LIVE} and ($3::text is null or path collate "C" > $3) order by path collate "C" limit $4`,
      [of.organisationId, of.caseId, after ?? null, limit],
    );
  }

  async count(of: CaseOfTenant): Promise<Result<FileCount>> {
    const counted = await this.tenancy.rows<FileCount>(of.organisationId, COUNT_SQL, [of.organisationId, of.caseId]);
    return counted.ok ? ok(counted.value[0]!) : counted;
  }

  markFaulty(of: CaseOfTenant, faults: readonly { readonly id: string; readonly fault: 'missing' | 'corrupt' }[]): Promise<Result<void>> {
    return this.tenancy.inTenant(of.organisationId, async (query) => {
      await query.run(
        `update collection_file f set fault = m.fault from jsonb_to_recordset($3::jsonb) as m(id uuid, fault text)
         where f.organisation_id = $1 and f.case_id = $2 and f.id = m.id`,
        [of.organisationId, of.caseId, JSON.stringify(faults)],
      );
      return ok(undefined);
    });
  }
}

const recordOf = ({ id, file: { mediaType, receivedBy, ...file }, imaging }: Entry) => ({
  ...{ id, ...file, media_type: mediaType, received_by: receivedBy },
  ...(imaging && imagingRecord(imaging)),
});

const find = (query: Query, of: CaseOfTenant, path: string): Promise<CollectionFile | undefined> =>
  query.one<CollectionFile>(`select ${COLUMNS} from collection_file where ${LIVE} and path = $3`, [of.organisationId, of.caseId, path]);

async function lockReceiving(query: Query, { organisationId, caseId }: CaseOfTenant): Promise<Result<void>> {
  const row = await query.one<{ state: string }>(
    `select state from case_record where organisation_id = $1 and id = $2 and kind = 'collection' for share`,
    [organisationId, caseId],
  );
  if (row?.state === 'receiving') return ok(undefined);
  return notReceiving(row?.state ?? null);
}

const notReceiving = (state: string | null): Refused =>
  state === null
    ? refuseCollection('collection.no-such-collection', 'There is no such collection.')
    : refuseCollection('collection.not-receiving', `The collection is ${state}; files come and go while it is receiving.`, { state });

/** Undefined where the file at the path was withdrawn in the same moment: whoever sends may send again. */
function sameOrTaken(known: CollectionFile | undefined, sha256: string): Result<AddedFile> {
  if (!known) return refuseCollection('collection.try-again', 'The file at this path was just withdrawn; send again.');
  if (known.sha256 === sha256 && known.fault === null) return ok({ file: known, already: true });
  return pathTaken(known);
}

export const pathTaken = (known: CollectionFile) =>
  refuseCollection('collection.path-taken', 'Another file is at this path; withdraw it first.', {
    field: 'path',
    facts: { sha256: known.sha256 },
  });
