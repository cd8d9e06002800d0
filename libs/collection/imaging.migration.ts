import { tenantTable } from '#libs/database';

/**
 * What the images of a collection are, entered with the file: one row a study, a series, an instance, each named by the asset's pseudonyms and never
 * by what the file says. Studies and series are written once, by the first file that names them; counts are made of the instances when somebody looks,
 * so that files of one series never wait for one another. An instance lives as long as its file does.
 */
export const imagingTables = `
create table collected_study (
  organisation_id uuid not null,
  case_id uuid not null,
  study text not null,
  patient text not null,
  study_date date,
  primary key (organisation_id, case_id, study),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id)
);
${tenantTable('collected_study', { grants: { app: ['select', 'insert'] } })}

create table collected_series (
  organisation_id uuid not null,
  case_id uuid not null,
  series text not null,
  study text not null,
  modality text,
  body_part text,
  manufacturer text,
  model text,
  primary key (organisation_id, case_id, series),
  foreign key (organisation_id, case_id, study) references collected_study (organisation_id, case_id, study)
);
create index collected_series_study on collected_series (organisation_id, case_id, study);
${tenantTable('collected_series', { grants: { app: ['select', 'insert'] } })}

-- slice_mm: distance of the first pixel along the normal of the slice; orientation tells apart slices that have no order among them.
create table collected_instance (
  organisation_id uuid not null,
  case_id uuid not null,
  file_id uuid not null,
  series text not null,
  instance text not null,
  sop_class text,
  modality text,
  transfer_syntax text,
  rows integer,
  columns integer,
  frames integer,
  instance_number integer,
  acquisition_number integer,
  slice_mm double precision,
  orientation text,
  primary key (organisation_id, case_id, file_id),
  foreign key (organisation_id, case_id, file_id) references collection_file (organisation_id, case_id, id),
  foreign key (organisation_id, case_id, series) references collected_series (organisation_id, case_id, series)
);
create index collected_instance_series on collected_instance (organisation_id, case_id, series);
${tenantTable('collected_instance', { grants: { app: ['select', 'insert'] } })}`;
