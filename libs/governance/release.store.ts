import { type Pseudonyms, type Region } from '#libs/deidentification/dicom';
import { type Query } from '#libs/database';
import { type Decision } from './desk.rules';
import { type CaseKey } from './measure.store';

/** A file as the report tells of it: no source path, which may name a patient. */
export interface ReportFile extends Pseudonyms {
  readonly file: number;
  readonly verdict: 'released' | 'quarantined' | 'refused' | null;
  readonly reasons: readonly { readonly code: string; readonly tag?: string; readonly detail?: string }[];
  readonly before: string;
  readonly after: string | null;
  readonly bytes: number | null;
  /** On the file as it is now. */
  readonly decision: Decision | null;
  /** The last word of a person on it, which may be what let it through. */
  readonly decided: Decided | null;
  readonly actions: readonly object[];
}

/** Who decided what on a held file, and why. The reason is the hospital's own: it is in no report that leaves it. */
export interface Decided {
  readonly decision: Decision;
  readonly regions: readonly Region[] | null;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

const PAGE = 1_000;

/** Files in the order of the sealed manifest, from the one after `after`. */
export function reportFiles(
  query: Query,
  { organisationId, caseId }: CaseKey,
  { after = 0, limit = PAGE, verdict }: { after?: number; limit?: number; verdict?: string },
): Promise<ReportFile[]> {
  return query.rows<ReportFile>(
    `select f.file, f.verdict, f.reasons, f.source_sha256 as before, f.sha256 as after, f.bytes::float8 as bytes, f.patient, f.study, f.series,
       f.instance, d.decision, w.decided, coalesce(a.actions, '[]') as actions
     from governance_file f
     left join governance_actions a on a.organisation_id = f.organisation_id and a.digest = f.actions_digest
     left join governance_decision d on d.organisation_id = f.organisation_id and d.case_id = f.case_id and d.file = f.file and d.epoch = f.epoch
     left join lateral (
       select jsonb_build_object('decision', l.decision, 'regions', l.regions, 'reason', l.reason, 'by', l.decided_by,
         'at', to_char(l.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as decided
       from governance_decision l where l.organisation_id = f.organisation_id and l.case_id = f.case_id and l.file = f.file and l.epoch <= f.epoch
       order by l.epoch desc limit 1) w on true
     where f.organisation_id = $1 and f.case_id = $2 and f.file > $3 and ($5::text is null or f.verdict = $5) order by f.file limit $4`,
    [organisationId, caseId, after, limit, verdict ?? null],
  );
}

export async function* allReportFiles(query: Query, key: CaseKey): AsyncGenerator<ReportFile> {
  let after = 0;
  for (;;) {
    const page = await reportFiles(query, key, { after });
    yield* page;
    if (page.length < PAGE) return;
    after = page[page.length - 1]!.file;
  }
}
