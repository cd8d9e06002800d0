import { sha256Hex, type Currency, type Id } from '#libs/kernel';
import { type Account } from './account';
import { type LedgerStage } from './stage';

export type TransactionKind = 'cost' | 'charge' | 'payment' | 'payment-held' | 'release-held' | 'refund-held' | 'share' | 'reversal';

/** One side of an organisation's books. Whole fen: a debit is positive, a credit negative, never zero. */
export interface LedgerPosting {
  /** Its place in the transaction, from 1. */
  readonly line: number;
  readonly account: Account;
  readonly amount: number;
  readonly currency: Currency;
}

/** What happened to one organisation. Its postings sum to zero; the sides of what passes between organisations share a `linkId`. */
export interface LedgerTransaction {
  readonly organisationId: string;
  readonly id: Id;
  readonly linkId: Id;
  readonly kind: TransactionKind;
  readonly category: string;
  readonly stage: LedgerStage | null;
  readonly caseId: string | null;
  readonly assetId: string | null;
  readonly datasetVersion: number | null;
  /** Legal time. */
  readonly occurredAt: Date;
  readonly quantity: number | null;
  readonly unit: string | null;
  /** The transaction of the same organisation that this one takes back. */
  readonly reverses: Id | null;
  readonly memo: string | null;
  readonly postings: readonly LedgerPosting[];
}

/** Whether debits equal credits in each currency. */
export function isBalanced(postings: readonly Pick<LedgerPosting, 'amount' | 'currency'>[]): boolean {
  const sums = new Map<Currency, bigint>();
  for (const { currency, amount } of postings) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
  return postings.length > 0 && [...sums.values()].every((sum) => sum === 0n);
}

/**
 * The id that joins what booking number `position` of an event writes. It follows from the event, so that booking the same event
 * again meets the rows of the first time.
 */
export const linkIdOf = (eventId: Id, position: number): Id => derivedId(eventId, `link ${position}`);

export const transactionIdOf = (linkId: Id, organisationId: string, ordinal: number): Id =>
  derivedId(linkId, `transaction ${organisationId} ${ordinal}`);

/** Has the form of a version 7 id and the time of its base (RFC 9562, 5.7); its random bits are a hash. */
function derivedId(base: Id, name: string): Id {
  const hash = sha256Hex(`${base} ${name}`);
  const variant = '89ab'.charAt(parseInt(hash.charAt(3), 16) & 3);
  return `${base.slice(0, 13)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}
