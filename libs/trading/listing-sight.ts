import { CURRENT_ORGANISATION } from '#libs/database';

/*
 * Who sees rows of a table that has the columns `organisation_id` and `listing_id`: conditions of policies. They are part of migrations that have
 * run, so their text stays as it is.
 */

/** Everyone, as long as the listing is listed. */
export const isListed = (table: string): string => `exists (
    select 1 from listing_published l
    where l.organisation_id = ${table}.organisation_id and l.listing_id = ${table}.listing_id and l.state = 'listed')`;

/** Parties to the listing: the venue, and its owner. */
export const isParty = (table: string): string => `exists (
    select 1 from case_party p
    where p.organisation_id = ${table}.organisation_id and p.case_id = ${table}.listing_id
      and p.party_organisation_id = ${CURRENT_ORGANISATION})`;
