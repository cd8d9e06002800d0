import { type LegalDate, type Money } from '#libs/kernel';
import { type Terms, type Use } from '#libs/terms';

export type OrderState =
  | 'requested'
  | 'offered'
  | 'countered'
  | 'agreed'
  | 'paid'
  | 'delivered'
  | 'accepted'
  | 'settled'
  | 'declined'
  | 'expired'
  | 'cancelled'
  | 'disputed'
  | 'refunded';

/** The document of an order. The commission is the seller's: the buyer does not see it. */
export interface OrderData {
  readonly rules: string;
  readonly datasetVersion: number;
  readonly listingId: string;
  readonly exchangeId: string;
  readonly custodianId: string;
  readonly buyerId: string;
  /** What is bought, as the listing had it when the order was placed. */
  readonly subject: OrderedSubject;
  readonly certificateNumber: string;
  /** The widest terms that a contract may have. */
  readonly terms: Terms;
  readonly use: Use;
  readonly project: string;
  readonly foreignControlled: boolean;
  readonly checks: Readonly<Partial<Record<CheckSubject, CheckRecord>>>;
  /** The last word of either side. */
  readonly offer: Offer | null;
  readonly contract: ContractReference | null;
  /** Of the price; null until agreed. */
  readonly commission: Money | null;
  readonly payment: PaymentRecord | null;
  readonly delivery: DeliveryRecord;
  readonly acceptance: { readonly by: string; readonly on: LegalDate; readonly digest: string | null } | null;
  readonly dispute: { readonly reason: string; readonly on: LegalDate; readonly resolution: string | null } | null;
  readonly ending: { readonly reason: string; readonly on: LegalDate } | null;
}

export interface OrderedSubject {
  readonly name: string;
  readonly governedDigest: string;
  readonly qualityReport: string;
  readonly home: string;
  readonly files: number;
  readonly bytes: number;
}

/** Who is who, and where the data is from (Data Security Law 数据安全法 art. 33). */
export type CheckSubject = 'buyer' | 'seller' | 'source';

export interface CheckRecord {
  readonly result: 'passed' | 'failed';
  /** SHA-256 of the documents. */
  readonly evidence: readonly string[];
  readonly remark: string;
  readonly by: string;
  readonly on: LegalDate;
}

export interface Offer {
  readonly number: number;
  readonly from: 'hospital' | 'buyer';
  readonly by: string;
  readonly on: LegalDate;
  readonly price: Money;
  readonly terms: Terms;
}

export interface ContractReference {
  /** SHA-256 of the contract's canonical JSON. */
  readonly digest: string;
  readonly agreedOn: LegalDate;
  readonly price: Money;
}

export interface PaymentRecord {
  readonly reference: string;
  readonly amount: Money;
  readonly recordedBy: string;
  readonly recordedOn: LegalDate;
  readonly confirmedOn: LegalDate | null;
}

export interface DeliveryRecord {
  readonly state: 'none' | 'preparing' | 'ready' | 'failed';
  /** Why it failed. */
  readonly code: string | null;
  readonly links: number;
  /** Digests of what the buyer received in full. */
  readonly received: readonly { readonly sha256: string; readonly bytes: number; readonly on: LegalDate }[];
}
