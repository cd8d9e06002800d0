import { tenantTable, type Migration } from '#libs/database';
import { isListed, isParty } from './listing-sight';

const listed = isListed('listing_card');

/**
 * What a buyer reads of a dataset before he buys: the card that the governed version contains, in each of its forms, as the text that its digest
 * counts. Everyone sees it as long as the listing is listed, its owner and the venue from the draft on.
 */
export const listingCardMigration: Migration = {
  name: 'trading-0003-listing-cards',
  up: `
create table listing_card (
  organisation_id uuid not null,
  listing_id uuid not null,
  form text not null check (form in ('card', 'croissant', 'dcat')),
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  document text not null,
  primary key (organisation_id, listing_id, form),
  foreign key (organisation_id, listing_id) references case_record (organisation_id, id)
);
${tenantTable('listing_card', {
  grants: { app: ['select', 'insert'], public: ['select'], regulator: ['select'] },
  sight: `${listed} or ${isParty('listing_card')}`,
})}
create policy listing_card_listed on listing_card as restrictive for select to medbourse_public using (${listed});
insert into case_row_table (name) values ('listing_card');`,
};
