import { type ImagingRow } from './imaging-row';

/** Each column's place among the parameters is its place here. */
export const imagingValues = (row: ImagingRow): readonly unknown[] => [
  row.patient,
  row.study,
  row.series,
  row.instance,
  row.studyDate,
  row.sopClass,
  row.modality,
  row.bodyPart,
  row.manufacturer,
  row.model,
  row.transferSyntax,
  row.rows,
  row.columns,
  row.frames,
  row.instanceNumber,
  row.acquisitionNumber,
  row.sliceMm,
  row.orientation,
];

/**
 * Enters the image of a file that `added` has just entered, after `$1` organisation and `$2` case. A study or series that another file named first
 * stays as that one said.
 * @param first number of the parameter that is the patient
 */
export function addedImage(first: number): string {
  const p = (index: number): string => `$${first + index}`;
  return `
  study as (
    insert into collected_study (organisation_id, case_id, study, patient, study_date)
    select $1, $2, ${p(1)}, ${p(0)}, ${p(4)}::date from added on conflict do nothing),
  series as (
    insert into collected_series (organisation_id, case_id, series, study, modality, body_part, manufacturer, model)
    select $1, $2, ${p(2)}, ${p(1)}, ${p(6)}, ${p(7)}, ${p(8)}, ${p(9)} from added on conflict do nothing),
  instance as (
    insert into collected_instance (organisation_id, case_id, file_id, series, instance, sop_class, modality, transfer_syntax,
      rows, columns, frames, instance_number, acquisition_number, slice_mm, orientation)
    select $1, $2, id, ${p(2)}, ${p(3)}, ${p(5)}, ${p(6)}, ${p(10)}, ${p(11)}::int, ${p(12)}::int, ${p(13)}::int, ${p(14)}::int,
      ${p(15)}::int, ${p(16)}::float8, ${p(17)} from added)`;
}
