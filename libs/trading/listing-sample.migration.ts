import { tenantTable, type Migration } from '#libs/database';
import { isListed, isParty } from './listing-sight';

const listed = `image is not null and ${isListed('listing_sample')}`;

/**
 * Pictures that a hospital approved for everyone to see: as long as the listing is listed, and to its owner and the venue before. One that was
 * withdrawn leaves its place without bytes.
 */
export const listingSampleMigration: Migration = {
  name: 'trading-0004-listing-samples',
  up: `
create table listing_sample (
  organisation_id uuid not null,
  listing_id uuid not null,
  position integer not null check (position between 1 and 100),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  width integer,
  height integer,
  image bytea check (octet_length(image) <= 262144),
  primary key (organisation_id, listing_id, position),
  foreign key (organisation_id, listing_id) references case_record (organisation_id, id),
  check ((image is null) = (sha256 is null) and (image is null) = (width is null) and (image is null) = (height is null))
);
${tenantTable('listing_sample', {
  grants: { app: ['select', 'insert', 'update'], public: ['select'], regulator: ['select'] },
  sight: `${listed} or ${isParty('listing_sample')}`,
})}
create policy listing_sample_listed on listing_sample as restrictive for select to medbourse_public using (${listed});
insert into case_row_table (name) values ('listing_sample');`,
};
