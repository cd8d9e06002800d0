import { type ImagingRow } from './imaging-row';

/** Of `ImagingRow` and of the record that `imagingRecord` makes of it, with their types. */
const COLUMNS = {
  patient: ['patient', 'text'],
  study: ['study', 'text'],
  series: ['series', 'text'],
  instance: ['instance', 'text'],
  studyDate: ['study_date', 'date'],
  sopClass: ['sop_class', 'text'],
  modality: ['modality', 'text'],
  bodyPart: ['body_part', 'text'],
  manufacturer: ['manufacturer', 'text'],
  model: ['model', 'text'],
  transferSyntax: ['transfer_syntax', 'text'],
  rows: ['rows', 'integer'],
  columns: ['columns', 'integer'],
  frames: ['frames', 'integer'],
  instanceNumber: ['instance_number', 'integer'],
  acquisitionNumber: ['acquisition_number', 'integer'],
  sliceMm: ['slice_mm', 'float8'],
  orientation: ['orientation', 'text'],
} as const satisfies Record<keyof ImagingRow, readonly [column: string, type: string]>;

/** For a list of columns after `as`, of records that `imagingRecord` made. */
export const imagingColumns = Object.values(COLUMNS)
  .map(([column, type]) => `${column} ${type}`)
  .join(', ');

export const imagingRecord = (row: ImagingRow): Readonly<Record<string, string | number | null>> =>
  Object.fromEntries(Object.entries(COLUMNS).map(([property, [column]]) => [column, row[property as keyof ImagingRow]]));

/**
 * Enters the images among the files of `incoming` that `added` has just entered, after `$1` organisation and `$2` case. A study or series that another
 * file named first stays as that one said. In the order of their keys: two that enter the same ones at once would else wait for one another.
 */
export const addedImages = `
  image as (select incoming.* from incoming join added using (id) where incoming.instance is not null),
  new_study as (
    insert into collected_study (organisation_id, case_id, study, patient, study_date)
    select distinct on (study) $1::uuid, $2::uuid, study, patient, study_date from image order by study, path
    on conflict do nothing),
  new_series as (
    insert into collected_series (organisation_id, case_id, series, study, modality, body_part, manufacturer, model)
    select distinct on (series) $1::uuid, $2::uuid, series, study, modality, body_part, manufacturer, model from image order by series, path
    on conflict do nothing),
  new_instance as (
    insert into collected_instance (organisation_id, case_id, file_id, series, instance, sop_class, modality, transfer_syntax,
      rows, columns, frames, instance_number, acquisition_number, slice_mm, orientation)
    select $1::uuid, $2::uuid, id, series, instance, sop_class, modality, transfer_syntax,
      rows, columns, frames, instance_number, acquisition_number, slice_mm, orientation from image)`;
