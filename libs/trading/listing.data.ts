import { type LegalDate, type Money } from '#libs/kernel';
import { type Finding } from '#libs/pipeline';
import { type Route, type Terms } from '#libs/terms';

export type ListingState = 'draft' | 'reviewed' | 'listed' | 'suspended' | 'delisted';

/** The document of a listing. Economics and split are the hospital's own: no party sees them. */
export interface ListingData {
  readonly rules: string;
  readonly datasetVersion: number;
  readonly exchangeId: string;
  /** Who holds the buyers' money: the exchange where it is a custodian too. */
  readonly custodianId: string;
  readonly hospitalName: string;
  readonly subject: ListedSubject;
  readonly certificateNumber: string;
  /** The earlier end of certificate and opinion. */
  readonly validUntil: LegalDate;
  readonly priceModel: PriceModel;
  readonly price: Money;
  /** What opinion, certificate, the routes that governance left open and the hospital itself allow. */
  readonly terms: Terms;
  readonly routes: readonly Route[];
  readonly economics: ListingEconomics;
  readonly split: RevenueSplit;
  /** Pictures that everyone may see; null: withdrawn, absent: never approved. */
  readonly samples?: ShownSamples | null;
  readonly remarks: readonly Remark[];
}

export type PriceModel = 'once' | 'subscription' | 'per-use' | 'free' | 'negotiable';

/** What a buyer learns about the data before he asks. */
export interface ListedSubject {
  readonly name: string;
  readonly summary: string;
  readonly industry: string;
  readonly region: string;
  readonly periodFrom: LegalDate;
  readonly periodTo: LegalDate;
  readonly updateFrequency: string;
  readonly records: number;
  readonly forms: readonly string[];
  readonly structure: string;
  readonly files: number;
  readonly bytes: number;
  /** SHA-256 of the governed manifest: what is sold. */
  readonly governedDigest: string;
  readonly home: string;
  readonly finding: Finding;
  /** GB/T 39725-2020. */
  readonly level: number;
  /** SHA-256 of the quality report, which goes with the delivery. */
  readonly qualityReport: string;
  readonly quality: QualityBrief | null;
}

export interface QualityBrief {
  readonly dimensions: readonly QualityFigure[];
}

/** What was right of what was looked at, in a dimension of GB/T 36344-2018. */
export interface QualityFigure {
  readonly dimension: string;
  readonly numerator: number;
  readonly denominator: number;
}

/** Whether the price pays, as seen when it was set. */
export interface ListingEconomics {
  readonly productionCost: Money;
  readonly deliveryCost: Money;
  readonly expectedBuyers: number;
  /** The lowest price that earns the production cost back with so many buyers. */
  readonly floor: Money;
  /** Buyers at the price of the listing that earn the production cost back, net of VAT, commission and shares; null: none ever do. */
  readonly breakEvenBuyers: number | null;
  /** Why finance agreed to a price below the floor. */
  readonly belowFloorReason: string | null;
}

/** Who gets which part of what a sale leaves after VAT and commission, in basis points; the hospital keeps the rest. */
export interface RevenueSplit {
  /** Contained in the price. */
  readonly vat: number;
  readonly treasury: number;
  /** Divided among contributors by their own shares. */
  readonly contributors: number;
}

/** What the data committee approved, by the names that the governed version has for it. */
export interface ShownSamples {
  readonly rules: string;
  readonly approved: readonly { readonly series: string; readonly sha256: string }[];
  readonly by: string;
  readonly on: LegalDate;
  readonly reason: string;
}

export interface Remark {
  readonly by: string;
  readonly on: LegalDate;
  readonly text: string;
}
