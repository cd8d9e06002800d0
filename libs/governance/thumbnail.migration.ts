import { tenantTable, type Migration } from '#libs/database';

/**
 * One row a released series whose preview was tried: of which released object, and what came of it. Without `sha256` there is none: nothing could
 * be rendered, or a person released what may show a face.
 */
export const thumbnailMigration: Migration = {
  name: 'governance-0002-thumbnails',
  up: `
create table governance_thumbnail (
  organisation_id uuid not null,
  case_id uuid not null,
  series text not null,
  source_sha256 text not null check (source_sha256 ~ '^[0-9a-f]{64}$'),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes integer,
  width integer,
  height integer,
  withheld boolean not null default false,
  primary key (organisation_id, case_id, series),
  foreign key (organisation_id, case_id) references case_record (organisation_id, id),
  check ((sha256 is null) = (bytes is null) and (sha256 is null) = (width is null) and (sha256 is null) = (height is null)),
  check (sha256 is null or not withheld)
);
${tenantTable('governance_thumbnail', { grants: { app: ['select', 'insert', 'update'], regulator: ['select'] } })}
`,
};
