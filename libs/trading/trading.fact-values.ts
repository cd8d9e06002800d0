import { type Money } from '#libs/kernel';
import { type CardDocument } from './listing-card';
import { type SamplesFound } from './listing-samples';
import { type ListingData, type ListingState, type QualityBrief } from './listing.data';

/** What the loaders of this stage deliver; see `trading.facts.ts`. */
export interface OrganisationFact {
  readonly id: string;
  readonly name: string;
  readonly creditCode: string;
  readonly roles: readonly string[];
  readonly region: string;
}

/** By id; one that is unknown is not there. */
export type OrganisationsFact = Readonly<Record<string, OrganisationFact | undefined>>;

export interface CostFact {
  /** Booked for governance, legal assessment and confirmation. */
  readonly productionCost: Money;
}

/** Another listing of the asset that is not delisted. */
export interface OtherListingFact {
  readonly listingId: string | null;
}

export interface QualityFact {
  readonly brief: QualityBrief | null;
}

/** Of the dataset's card; empty where none can be read. */
export interface CardFact {
  readonly documents: readonly CardDocument[];
}

/** Pictures that may be approved: those that the payload names, or by the exchange's rule. */
export type SamplesFact = SamplesFound;

export interface ListingFact {
  readonly listingId: string;
  readonly assetId: string;
  readonly organisationId: string;
  readonly state: ListingState;
  readonly version: number;
  readonly data: ListingData;
}

export interface SimulationFact {
  /** Legal time is moved by hand here: what is issued says so. */
  readonly simulated: boolean;
}
