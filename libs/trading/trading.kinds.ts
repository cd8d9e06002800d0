import { type CaseKind } from '#libs/case-runtime';
import { type CaseDefinition } from '#libs/cases';
import { ok, orThrow } from '#libs/kernel';
import { type LedgerService } from '#libs/ledger';
import { assetFact } from '#libs/pipeline';
import { type ObjectStore } from '#libs/storage';
import { listingCase } from './listing.case';
import { orderCase } from './order.case';
import {
  cardFact,
  costFact,
  listingFact,
  organisationsFact,
  otherListingFact,
  qualityFact,
  samplesFact,
  simulationFact,
} from './trading.facts';

export interface TradingKindDependencies {
  readonly ledger: LedgerService;
  /** Where quality report and card are read for what the listing shows. */
  readonly objects: ObjectStore;
}

export const listingKind = ({ ledger, objects }: TradingKindDependencies): CaseKind => ({
  path: 'listings',
  definitions: [listingCase as unknown as CaseDefinition],
  facts: {
    asset: assetFact,
    organisations: organisationsFact,
    cost: costFact(ledger),
    otherListing: otherListingFact,
    quality: qualityFact(objects),
    card: cardFact(objects),
    samples: samplesFact(objects),
  },
});

/** An order is the hospital's case, whoever opens it: the owner is found by what is listed. */
export const orderKind = (): CaseKind => ({
  path: 'orders',
  definitions: [orderCase as unknown as CaseDefinition],
  facts: { asset: assetFact, listing: listingFact, organisations: organisationsFact, simulation: simulationFact },
  ownerOf: async ({ assetId, actor, tenancy }) => {
    const found = await tenancy.readTenant(actor.organisationId, async (query) =>
      ok(
        await query.one<{ organisationId: string }>(
          `select organisation_id as "organisationId" from listing_published where asset_id = $1 and state = 'listed'`,
          [assetId],
        ),
      ),
    );
    return orThrow(found)?.organisationId;
  },
});
