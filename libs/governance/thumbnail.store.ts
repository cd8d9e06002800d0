import { type Query } from '#libs/database';
import { type CaseKey } from './measure.store';

/** A preview of a released series: made of a released file, so it shows what a buyer gets. */
export interface Thumbnail {
  readonly series: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

export interface ThumbnailRow {
  readonly series: string;
  readonly source_sha256: string;
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly withheld: boolean;
}

/** Modalities of which a volume can show a face. */
const VOLUMES = ['CT', 'MR', 'PT'];

/** Series with a file that a person cleared and that may show a face: nobody needs to see one to see that a series is there. */
export async function seriesWithFaces(query: Query, { organisationId, caseId }: CaseKey): Promise<ReadonlySet<string>> {
  const rows = await query.rows<{ series: string }>(
    `select distinct f.series from governance_file f
     join governance_decision d on d.organisation_id = f.organisation_id and d.case_id = f.case_id and d.file = f.file and d.decision = 'clear'
     where f.organisation_id = $1 and f.case_id = $2 and f.verdict = 'released' and f.series is not null and f.facts ->> 'modality' = any ($3)`,
    [organisationId, caseId, VOLUMES],
  );
  return new Set(rows.map(({ series }) => series));
}

/** What was tried already: of which object each series' preview is. */
export async function triedThumbnails(query: Query, { organisationId, caseId }: CaseKey): Promise<ReadonlyMap<string, string>> {
  const rows = await query.rows<{ series: string; tried: string }>(
    `select series, source_sha256 || ' ' || withheld as tried from governance_thumbnail where organisation_id = $1 and case_id = $2`,
    [organisationId, caseId],
  );
  return new Map(rows.map(({ series, tried }) => [series, tried]));
}

export async function writeThumbnails(query: Query, { organisationId, caseId }: CaseKey, rows: readonly ThumbnailRow[]): Promise<void> {
  await query.run(
    `insert into governance_thumbnail (organisation_id, case_id, series, source_sha256, sha256, bytes, width, height, withheld)
     select $1, $2, series, source_sha256, sha256, bytes, width, height, withheld
     from jsonb_to_recordset($3::jsonb) as t(series text, source_sha256 text, sha256 text, bytes integer, width integer, height integer,
       withheld boolean)
     on conflict (organisation_id, case_id, series) do update set source_sha256 = excluded.source_sha256, sha256 = excluded.sha256,
       bytes = excluded.bytes, width = excluded.width, height = excluded.height, withheld = excluded.withheld`,
    [organisationId, caseId, JSON.stringify(rows)],
  );
}

/** Previews of series that are released now, in the order of their names, from the one after `after`. */
export function thumbnailsOf(
  query: Query,
  { organisationId, caseId }: CaseKey,
  { after, limit, series }: { readonly after?: string; readonly limit?: number; readonly series?: string } = {},
): Promise<Thumbnail[]> {
  return query.rows<Thumbnail>(
    `select t.series, t.sha256, t.bytes, t.width, t.height from governance_thumbnail t
     where t.organisation_id = $1 and t.case_id = $2 and t.sha256 is not null and t.series > $3 and ($5::text is null or t.series = $5)
       and exists (select from governance_file f where f.organisation_id = t.organisation_id and f.case_id = t.case_id
         and f.series = t.series and f.verdict = 'released')
     order by t.series limit $4`,
    [organisationId, caseId, after ?? '', limit ?? null, series ?? null],
  );
}
