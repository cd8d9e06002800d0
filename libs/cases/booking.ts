import { type Money } from '#libs/kernel';

/**
 * What a decision asks to be booked, in neutral words: it names organisations and amounts, never accounts. The ledger turns a
 * booking into transactions that balance within each organisation.
 */
export type Booking = { readonly stage?: string; readonly category: string; readonly quantity?: number; readonly unit?: string } & (
  | { readonly kind: 'cost'; readonly organisationId: string; readonly amount: Money }
  | { readonly kind: 'charge'; readonly payer: string; readonly payee: string; readonly amount: Money }
  | { readonly kind: 'payment'; readonly payer: string; readonly payee: string; readonly amount: Money }
  | { readonly kind: 'payment-held'; readonly payer: string; readonly payee: string; readonly custodian: string; readonly amount: Money }
  | {
      readonly kind: 'release-held';
      readonly custodian: string;
      readonly payee: string;
      readonly amount: Money;
      readonly commission: Money;
    }
  | { readonly kind: 'refund-held'; readonly custodian: string; readonly payer: string; readonly payee: string; readonly amount: Money }
  | { readonly kind: 'share'; readonly organisationId: string; readonly shares: readonly Share[] }
  | { readonly kind: 'reversal'; readonly linkId: string; readonly organisationIds: readonly string[] }
);

export interface Share {
  readonly recipient: 'treasury' | 'hospital' | 'department' | 'contributor';
  readonly recipientId?: string;
  readonly amount: Money;
}
