/** Parameters 1 and 2 are organisation and case throughout. */
const LIVE = `
  select i.* from collected_instance i
  join collection_file f on f.organisation_id = i.organisation_id and f.case_id = i.case_id and f.id = i.file_id and f.withdrawn_at is null
  where i.organisation_id = $1 and i.case_id = $2`;

/** As in the quality of a governed series: a step that is longer than one and a half times the usual one is a gap. */
const GAP_FACTOR = 1.5;

/** Of the instances in `live`: one row a series with its counts and gaps. Places that differ by less than a hundredth of a millimetre are one. */
const SHAPES = `
  slices as (select distinct series, orientation, round(slice_mm::numeric, 2) as place from live where slice_mm is not null),
  steps as (
    select series, orientation, place - lag(place) over (partition by series, orientation order by place) as step from slices),
  usual as (
    select series, orientation, percentile_disc(0.5) within group (order by step) as step from steps where step is not null group by 1, 2),
  places as (
    select s.series, count(*)::int as slices, max(u.step)::float8 as spacing,
      coalesce(sum(round(s.step / u.step) - 1) filter (where s.step > ${GAP_FACTOR} * u.step), 0)::int as missing
    from steps s left join usual u on u.series = s.series and u.orientation = s.orientation group by s.series),
  shapes as (
    select series, count(*)::int as files, count(distinct instance)::int as instances,
      array_agg(distinct sop_class) filter (where sop_class is not null) as sop_classes,
      min(rows) as rows, min(columns) as columns,
      count(distinct (modality, sop_class, rows, columns)) = 1 as uniform,
      min(instance_number) as first_number, max(instance_number) as last_number,
      coalesce(max(instance_number)::bigint - min(instance_number) + 1 - count(distinct instance_number), 0)::float8 as missing_numbers,
      (count(distinct instance) filter (where instance_number is not null) - count(distinct instance_number))::int as repeated_numbers
    from live group by series)`;

/** Then: after which series or null, which study or null, how many. */
export const SERIES_PAGE_SQL = `
  with page as (
    select s.* from collected_series s
    where s.organisation_id = $1 and s.case_id = $2 and ($3::text is null or s.series > $3) and ($4::text is null or s.study = $4)
      and exists (${LIVE} and i.series = s.series)
    order by s.series limit $5),
  live as (${LIVE} and i.series in (select series from page)), ${SHAPES}
  select p.series, p.study, p.modality, p.body_part as "bodyPart", p.manufacturer, p.model, coalesce(h.sop_classes, '{}') as "sopClasses",
    h.rows, h.columns, h.instances, h.files, h.files - h.instances as duplicates, h.uniform, h.first_number as "firstNumber",
    h.last_number as "lastNumber", h.missing_numbers as "missingNumbers", greatest(h.repeated_numbers, 0) as "repeatedNumbers",
    coalesce(l.slices, 0) as slices, coalesce(l.missing, 0) as "missingSlices", l.spacing as "spacingMm"
  from page p join shapes h using (series) left join places l using (series) order by p.series`;

/** Then: after which study or null, how many. */
export const STUDIES_PAGE_SQL = `
  with page as (
    select t.* from collected_study t
    where t.organisation_id = $1 and t.case_id = $2 and ($3::text is null or t.study > $3)
      and exists (
        select from collected_series s where s.organisation_id = $1 and s.case_id = $2 and s.study = t.study
          and exists (${LIVE} and i.series = s.series))
    order by t.study limit $4)
  select p.study, p.patient, p.study_date::text as "studyDate", c.*
  from page p cross join lateral (
    select coalesce(array_agg(distinct live.modality) filter (where live.modality is not null), '{}') as modalities,
      count(distinct live.series)::int as series, count(distinct live.instance)::int as instances, count(*)::int as files,
      (count(*) - count(distinct live.instance))::int as duplicates
    from collected_series s join (${LIVE}) live on live.series = s.series
    where s.organisation_id = $1 and s.case_id = $2 and s.study = p.study) c
  order by p.study`;

export const SUMMARY_SQL = `
  with live as materialized (${LIVE}), ${SHAPES},
  series as (
    select s.*, h.instances, coalesce(h.missing_numbers, 0) as missing_numbers, coalesce(l.missing, 0) as missing_slices
    from collected_series s join shapes h using (series) left join places l using (series) where s.organisation_id = $1 and s.case_id = $2),
  studies as (
    select t.* from collected_study t
    where t.organisation_id = $1 and t.case_id = $2 and t.study in (select study from series)),
  dicom as (
    select count(*)::int as files from collection_file
    where organisation_id = $1 and case_id = $2 and withdrawn_at is null and media_type = 'application/dicom'),
  counted as (select count(*)::int as files, count(distinct instance)::int as instances from live)
  select jsonb_build_object(
    'patients', (select count(distinct patient) from studies),
    'studies', (select count(*) from studies),
    'series', (select count(*) from series),
    'instances', c.instances,
    'files', d.files,
    'duplicates', c.files - c.instances,
    'unplaced', d.files - c.files,
    'modalities', coalesce((select jsonb_agg(m order by m.instances desc, m.modality) from (
      select modality, count(*)::int as series, sum(instances)::int as instances from series group by 1) m), '[]'),
    'devices', coalesce((select jsonb_agg(v order by v.instances desc, v.manufacturer, v.model) from (
      select manufacturer, model, count(*)::int as series, sum(instances)::int as instances from series group by 1, 2
      order by 4 desc limit 100) v), '[]'),
    'firstStudyDate', (select min(study_date)::text from studies),
    'lastStudyDate', (select max(study_date)::text from studies),
    'seriesWithGaps', (select count(*) from series where missing_numbers > 0 or missing_slices > 0),
    'missingNumbers', (select coalesce(sum(missing_numbers), 0) from series),
    'missingSlices', (select coalesce(sum(missing_slices), 0) from series)) as summary
  from counted c, dicom d`;
