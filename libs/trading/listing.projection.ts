import { type JsonObject, type RowEffect } from '#libs/cases';
import { type ListingData, type ListingState } from './listing.data';
import { searchTerms } from './search-terms';

/** What the public may know of a listing: a row of its own, written with the decision. Nothing of the hospital's economics. */
export function publishedRow(listing: {
  readonly id: string;
  readonly organisationId: string;
  readonly assetId: string;
  readonly state: ListingState;
  readonly data: ListingData;
  readonly at: Date;
}): RowEffect {
  const { data } = listing;
  const { subject } = data;
  const values: JsonObject = {
    organisation_id: listing.organisationId,
    listing_id: listing.id,
    asset_id: listing.assetId,
    exchange_id: data.exchangeId,
    state: listing.state,
    hospital_name: data.hospitalName,
    name: subject.name,
    summary: subject.summary,
    industry: subject.industry,
    region: subject.region,
    period_from: subject.periodFrom,
    period_to: subject.periodTo,
    update_frequency: subject.updateFrequency,
    records: subject.records,
    forms: subject.forms,
    structure: subject.structure,
    files: subject.files,
    bytes: subject.bytes,
    governed_digest: subject.governedDigest,
    finding: subject.finding,
    level: subject.level,
    quality: subject.quality as unknown as JsonObject | null,
    routes: data.routes,
    terms: data.terms as unknown as JsonObject,
    price_model: data.priceModel,
    price_amount: data.price.amount,
    price_currency: data.price.currency,
    certificate_number: data.certificateNumber,
    valid_until: data.validUntil,
    changed_at: listing.at.toISOString(),
    search_terms: searchTerms(subject.name, subject.summary, data.hospitalName, data.certificateNumber, ...subject.forms),
  };
  return { type: 'row', table: 'listing_published', write: 'upsert', values };
}
