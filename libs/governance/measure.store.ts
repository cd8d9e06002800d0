import { type ImagingFacts } from '#libs/deidentification/dicom';
import { type Query } from '#libs/database';
import { type Tally } from './governance.data';
import { type PersonTrace } from './risk/quasi-identifiers.rules';

export interface CaseKey {
  readonly organisationId: string;
  readonly caseId: string;
}

export interface FileTally extends Tally {
  readonly kindNotSupported: number;
  readonly yearKnown: number;
  readonly withinPeriod: number;
  readonly cpuMilliseconds: number;
}

/** Counts over all files of the case, whatever run gave them their verdict. */
export async function tallyOf(query: Query, { organisationId, caseId }: CaseKey, years: { from: number; to: number }): Promise<FileTally> {
  const row = await query.one<FileTally>(
    `select count(*)::int as files, count(*) filter (where verdict = 'released')::int as released,
       count(*) filter (where verdict = 'quarantined')::int as quarantined, count(*) filter (where verdict = 'refused')::int as refused,
       count(*) filter (where reasons @> '[{"code": "governance.kind-not-supported"}]')::int as "kindNotSupported",
       count(distinct patient) filter (where verdict = 'released')::int as patients, count(distinct study)::int as scans,
       coalesce(sum(bytes) filter (where verdict = 'released'), 0)::float8 as "releasedBytes",
       count(*) filter (where verdict = 'released' and facts ->> 'studyYear' is not null)::int as "yearKnown",
       count(*) filter (where verdict = 'released' and (facts ->> 'studyYear')::int between $3 and $4)::int as "withinPeriod",
       (select coalesce(sum(cpu_ms), 0)::float8 from governance_shard s where s.organisation_id = $1 and s.case_id = $2) as "cpuMilliseconds"
     from governance_file where organisation_id = $1 and case_id = $2`,
    [organisationId, caseId, years.from, years.to],
  );
  return row!;
}

/** How many files were held for each reason. */
export function reasonsHeld(query: Query, { organisationId, caseId }: CaseKey): Promise<{ code: string; files: number }[]> {
  return query.rows(
    `select r ->> 'code' as code, count(distinct file)::int as files from governance_file, jsonb_array_elements(reasons) as r
     where organisation_id = $1 and case_id = $2 and verdict in ('quarantined', 'refused') group by 1 order by 1`,
    [organisationId, caseId],
  );
}

/** A released file, as far as its series is concerned. */
export interface SeriesFile {
  readonly file: number;
  readonly sha256: string;
  readonly bytes: number;
  readonly patient: string | null;
  readonly study: string | null;
  readonly instance: string | null;
  readonly facts: ImagingFacts;
}

export interface ReleasedSeries {
  readonly series: string;
  readonly files: readonly SeriesFile[];
}

const PAGE = 2_000;

/** Series by series: one series and one page are in memory. */
export async function* seriesOf(query: Query, { organisationId, caseId }: CaseKey): AsyncGenerator<ReleasedSeries> {
  let open: { series: string; files: SeriesFile[] } | undefined;
  let after = { series: '', file: 0 };
  for (;;) {
    const page = await query.rows<SeriesFile & { readonly series: string }>(
      `select series, file, sha256, bytes::float8 as bytes, patient, study, instance, facts from governance_file
       where organisation_id = $1 and case_id = $2 and verdict = 'released' and series is not null and facts is not null
         and (series, file) > ($3, $4) order by series, file limit ${PAGE}`,
      [organisationId, caseId, after.series, after.file],
    );
    for (const { series, ...file } of page) {
      if (open && open.series !== series) yield open;
      if (open?.series !== series) open = { series, files: [] };
      open.files.push(file);
      after = { series, file: file.file };
    }
    if (page.length < PAGE) break;
  }
  if (open) yield open;
}

export interface Trace extends PersonTrace {
  readonly patient: string;
}

/** What is left of each person. A file that names no patient counts as one of its own study. */
export function personTraces(query: Query, { organisationId, caseId }: CaseKey): Promise<Trace[]> {
  return query.rows<Trace>(
    `select coalesce(patient, study, file::text) as patient, count(distinct study)::int as studies,
       array_remove(array_agg(distinct facts ->> 'modality'), null) as modalities,
       array_remove(array_agg(distinct facts ->> 'bodyPart'), null) as "bodyParts",
       array_remove(array_agg(distinct concat_ws(' ', facts ->> 'manufacturer', facts ->> 'model')), '') as devices
     from governance_file where organisation_id = $1 and case_id = $2 and verdict = 'released' group by 1`,
    [organisationId, caseId],
  );
}
