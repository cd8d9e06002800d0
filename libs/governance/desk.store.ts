import { type Region } from '#libs/deidentification/dicom';
import { type Query } from '#libs/database';
import { type Decision } from './desk.rules';
import { type CaseKey } from './measure.store';
import { type ReportFile } from './release.store';

/** What files have in common whose pixels are alike: a scanner's frames of one size carry their writing in the same place. */
export interface Likeness {
  readonly modality: string | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly rows: number | null;
  readonly columns: number | null;
}

/** A file that waits for a person's decision, or has it. It bears no identity: where it stood is told for one file at a time, on record. */
export interface DeskFile extends Likeness {
  readonly file: number;
  readonly verdict: 'quarantined' | 'refused';
  readonly reasons: ReportFile['reasons'];
  readonly decision: Decision | null;
  readonly regions: readonly Region[] | null;
  readonly bytes: number;
  readonly frames: number | null;
  readonly study: string | null;
  readonly series: string | null;
}

export interface DeskGroup extends Likeness {
  readonly codes: readonly string[];
  readonly files: number;
  readonly undecided: number;
  /** The first of them: its likes are listed by `like`. */
  readonly first: number;
}

export interface DeskQuestion {
  readonly after: number;
  readonly limit: number;
  readonly reason?: string;
  readonly series?: string;
  /** Files of the same device and size as this one. */
  readonly like?: number;
  readonly decided?: boolean;
}

const likeness = (file: string): string =>
  `jsonb_build_array(${['modality', 'manufacturer', 'model', 'rows', 'columns'].map((fact) => `${file}.facts -> '${fact}'`).join(', ')})`;

const decisions = `left join governance_decision d
  on d.organisation_id = f.organisation_id and d.case_id = f.case_id and d.file = f.file and d.epoch = f.epoch`;

/** In the order of the sealed manifest, from the one after `after`. */
export function deskFiles(query: Query, { organisationId, caseId }: CaseKey, question: DeskQuestion): Promise<DeskFile[]> {
  const { after, limit, reason = null, series = null, like = null, decided = null } = question;
  return query.rows<DeskFile>(
    `select f.file, f.verdict, f.reasons, d.decision, d.regions, f.source_bytes::float8 as bytes, f.study, f.series,
       f.facts ->> 'modality' as modality, f.facts ->> 'manufacturer' as manufacturer, f.facts ->> 'model' as model,
       (f.facts ->> 'rows')::int as rows, (f.facts ->> 'columns')::int as columns, (f.facts ->> 'frames')::int as frames
     from governance_file f ${decisions}
     where f.organisation_id = $1 and f.case_id = $2 and f.verdict in ('quarantined', 'refused') and f.file > $3
       and ($5::text is null or f.reasons @> jsonb_build_array(jsonb_build_object('code', $5::text)))
       and ($6::text is null or f.series = $6)
       and ($7::int is null or f.facts is not null and ${likeness('f')} = (
         select ${likeness('o')} from governance_file o where o.organisation_id = $1 and o.case_id = $2 and o.file = $7))
       and ($8::boolean is null or (d.decision is not null) = $8)
     order by f.file limit $4`,
    [organisationId, caseId, after, limit, reason, series, like, decided],
  );
}

const MOST_GROUPS = 500;

/** Held files by what holds them and what they look like, the largest group first. */
export function deskGroups(query: Query, { organisationId, caseId }: CaseKey): Promise<DeskGroup[]> {
  return query.rows<DeskGroup>(
    `select array(select distinct jsonb_array_elements_text(g.codes) order by 1) as codes, g.modality, g.manufacturer, g.model, g.rows, g.columns,
       count(*)::int as files, count(*) filter (where g.decision is null)::int as undecided, min(g.file) as first
     from (
       select f.file, d.decision, jsonb_path_query_array(f.reasons, '$[*].code') as codes, f.facts ->> 'modality' as modality,
         f.facts ->> 'manufacturer' as manufacturer, f.facts ->> 'model' as model, (f.facts ->> 'rows')::int as rows,
         (f.facts ->> 'columns')::int as columns
       from governance_file f ${decisions}
       where f.organisation_id = $1 and f.case_id = $2 and f.verdict in ('quarantined', 'refused')) g
     group by g.codes, g.modality, g.manufacturer, g.model, g.rows, g.columns order by files desc, first limit ${MOST_GROUPS}`,
    [organisationId, caseId],
  );
}
