import { tenantTable, type Migration } from '#libs/database';
import { dicomEndpointTable } from './dicom-endpoint.migration';
import { dicomReceiverTable } from './dicom-receiver.migration';
import { imagingTables } from './imaging.migration';
import { resumableUploadMigration } from './resumable-upload.migration';

/**
 * `collection_file`: one row a file that was received whole and checked. A withdrawn file keeps its row; its path is free again.
 * `collection_round` counts the collections of an asset: its key lets one of two openings win that come at once.
 */
export const collectionMigrations: readonly Migration[] = [
  {
    name: 'collection-0001-files',
    up: `
create table collection_file (
  organisation_id uuid not null,
  case_id uuid not null,
  id uuid not null,
  path text not null check (octet_length(path) between 1 and 1024),
  bytes bigint not null check (bytes > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  media_type text not null,
  received_at timestamptz not null,
  received_by text not null,
  withdrawn_at timestamptz,
  withdrawn_by text,
  fault text check (fault in ('missing', 'corrupt')),
  primary key (organisation_id, case_id, id),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id)
);
create unique index collection_file_path on collection_file (organisation_id, case_id, path collate "C") where withdrawn_at is null;
${tenantTable('collection_file', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}
grant update (withdrawn_at, withdrawn_by, fault) on collection_file to medbourse_app;

create table collection_round (
  organisation_id uuid not null,
  asset_id uuid not null,
  round integer not null check (round > 0),
  case_id uuid not null,
  primary key (organisation_id, asset_id, round)
);
${tenantTable('collection_round', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}
insert into case_row_table (name) values ('collection_round');

-- How far a sealing has come: overwritten, kept for the eye alone.
create table collection_sealing (
  organisation_id uuid not null,
  case_id uuid not null,
  sealing integer not null,
  files integer not null,
  verified integer not null,
  primary key (organisation_id, case_id),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id)
);
${tenantTable('collection_sealing', { grants: { app: ['select', 'insert', 'update'] } })}`,
  },
  {
    name: 'collection-0002-evidence',
    up: `
create table evidence_document (
  organisation_id uuid not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint not null check (bytes > 0),
  media_type text not null,
  received_at timestamptz not null,
  received_by text not null,
  primary key (organisation_id, sha256)
);
${tenantTable('evidence_document', { grants: { app: ['select', 'insert'], regulator: ['select'] } })}`,
  },
  { name: 'collection-0003-imaging', up: imagingTables },
  { name: 'collection-0004-dicom-endpoint', up: dicomEndpointTable },
  resumableUploadMigration,
  { name: 'collection-0006-dicom-receiver', up: dicomReceiverTable },
];
