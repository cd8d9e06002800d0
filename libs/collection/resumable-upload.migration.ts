import { tenantTable, type Migration } from '#libs/database';

/**
 * `resumable_upload`: a row an upload that comes in parts. How far it has come is the length of its file in the spool; here is what it is to
 * become, until when it may, and who writes it now (`holder`, for as long as he renews it; `wanted` asks him to let go). An upload that
 * ended keeps its row until it expires, so that a sender whose answer was lost learns that all is done.
 */
export const resumableUploadMigration: Migration = {
  name: 'collection-0005-resumable-uploads',
  up: `
create table resumable_upload (
  organisation_id uuid not null,
  case_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('file', 'archive')),
  path text not null check (octet_length(path) <= 1024),
  bytes bigint not null check (bytes > 0),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  holder uuid,
  held_until timestamptz,
  wanted boolean not null default false,
  primary key (organisation_id, case_id, id),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id)
);
${tenantTable('resumable_upload', { grants: { app: ['select', 'insert', 'update', 'delete'] } })}`,
};
