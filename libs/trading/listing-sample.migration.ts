import { CURRENT_ORGANISATION, tenantTable, type Migration } from '#libs/database';

const listed = `image is not null and exists (
    select 1 from listing_published l
    where l.organisation_id = listing_sample.organisation_id and l.listing_id = listing_sample.listing_id and l.state = 'listed')`;

const partyTo = `exists (
    select 1 from case_party p
    where p.organisation_id = listing_sample.organisation_id and p.case_id = listing_sample.listing_id
      and p.party_organisation_id = ${CURRENT_ORGANISATION})`;

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
  sight: `${listed} or ${partyTo}`,
})}
create policy listing_sample_listed on listing_sample as restrictive for select to medbourse_public using (${listed});
insert into case_row_table (name) values ('listing_sample');`,
};
