import { type Booking, type Share } from '#libs/cases';
import { newId, type Id, type Money } from '#libs/kernel';
import { accountForCategory, accountForRecipient, accountParts, accountWith, type Account } from './account';
import { isCategoryCode } from './category';
import { isLedgerStage, productionStages, type LedgerStage } from './stage';
import { isBalanced, transactionIdOf, type LedgerPosting, type LedgerTransaction, type TransactionKind } from './transaction';

/** Where a booking comes from. `stage` is the case's own, unless the booking names another. */
export interface BookingContext {
  /** From `linkIdOf(eventId, position)`: then the same booking makes the same ids again. Absent: a new one. */
  readonly linkId?: Id;
  readonly caseId: string | null;
  readonly assetId: string | null;
  readonly stage: string | null;
  readonly datasetVersion: number | null;
  /** Legal time. */
  readonly occurredAt: Date;
  readonly memo?: string;
  /** For a reversal: the transactions that share the link it names, from `LedgerService.linked`. */
  readonly linked?: readonly LedgerTransaction[];
}

type Linked = BookingContext & { readonly linkId: Id };
type BookingOf<K extends Booking['kind']> = Extract<Booking, { kind: K }>;

/** The lines of one transaction, before it has an id. An amount of zero is not booked. */
interface Entry {
  readonly organisationId: string;
  readonly category?: string;
  readonly lines: readonly (readonly [Account, Money])[];
}

/**
 * The transactions that a booking makes in the books of those it concerns: each balances within its organisation, and what one
 * owes another stands in both books. Nothing is booked for an amount of zero.
 *
 * Throws RangeError for what a case definition must not ask for: a negative amount, a commission above the amount that it is taken
 * from, a category or stage that is none, a reversal of nothing or of a reversal.
 */
export function transactionsOf(booking: Booking, given: BookingContext): LedgerTransaction[] {
  const context = { ...given, linkId: given.linkId ?? newId() };
  const transactions = booking.kind === 'reversal' ? reversalsOf(booking, context) : entered(booking, context);
  for (const { postings, id } of transactions) if (!isBalanced(postings)) throw new RangeError(`transaction ${id} does not balance`);
  return transactions;
}

function entered(booking: Exclude<Booking, { kind: 'reversal' }>, context: Linked): LedgerTransaction[] {
  if (!isCategoryCode(booking.category)) throw new RangeError(`not a category: ${booking.category}`);
  const stage = stageOf(booking.stage ?? context.stage);
  return entriesOf(booking, stage)
    .map((entry) => ({ ...entry, lines: entry.lines.filter(([, money]) => money.amount !== 0) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ organisationId, category, lines }, ordinal) => ({
      ...headOf(context, organisationId, ordinal, booking.kind),
      category: category ?? booking.category,
      stage,
      quantity: category === undefined ? (booking.quantity ?? null) : null,
      unit: category === undefined ? (booking.unit ?? null) : null,
      reverses: null,
      postings: lines.map(([account, money], index): LedgerPosting => ({ line: index + 1, account, ...money })),
    }));
}

function entriesOf(booking: Exclude<Booking, { kind: 'reversal' }>, stage: LedgerStage | null): readonly Entry[] {
  switch (booking.kind) {
    case 'cost':
      return [moved(booking.organisationId, booking.amount, accountForCategory('asset-cost', booking.category), 'own-resources')];
    case 'charge':
      return [
        moved(booking.payer, booking.amount, spent(booking.category, stage), accountWith('payable', booking.payee)),
        moved(booking.payee, booking.amount, accountWith('receivable', booking.payer), accountForCategory('revenue', booking.category)),
      ];
    case 'payment':
      return [
        moved(booking.payer, booking.amount, accountWith('payable', booking.payee), 'cash'),
        moved(booking.payee, booking.amount, 'cash', accountWith('receivable', booking.payer)),
      ];
    case 'payment-held':
      return [
        moved(booking.payer, booking.amount, accountWith('payable', booking.payee), 'cash'),
        moved(booking.custodian, booking.amount, 'cash-held', accountWith('held-for', booking.payee)),
        moved(booking.payee, booking.amount, accountWith('held-by', booking.custodian), accountWith('receivable', booking.payer)),
      ];
    case 'release-held':
      return releaseOf(booking);
    case 'refund-held':
      return refundOf(booking, stage);
    case 'share':
      return [{ organisationId: booking.organisationId, lines: booking.shares.flatMap(shareLines) }];
  }
}

/** What produces an asset is its cost; what is bought or paid otherwise, such as the use of data or a commission, is spent. */
const spent = (category: string, stage: LedgerStage | null): Account =>
  accountForCategory(stage !== null && productionStages.includes(stage) ? 'asset-cost' : 'expense', category);

/** The custodian keeps its commission and pays out the rest. */
function releaseOf({ custodian, payee, amount, commission }: BookingOf<'release-held'>): Entry[] {
  if (commission.amount > amount.amount) throw new RangeError('a commission above the amount that it is taken from');
  const paidOut = { ...amount, amount: amount.amount - commission.amount };
  return [
    moved(custodian, paidOut, accountWith('held-for', payee), 'cash-held'),
    moved(payee, paidOut, 'cash', accountWith('held-by', custodian)),
    { ...moved(payee, commission, spent('commission', 'trading'), accountWith('held-by', custodian)), category: 'commission' },
    {
      organisationId: custodian,
      category: 'commission',
      lines: [
        ...pair(commission, accountWith('held-for', payee), accountForCategory('revenue', 'commission')),
        ...pair(commission, 'cash', 'cash-held'),
      ],
    },
  ];
}

/** The buyer gets his money back and owes nothing: the refund takes back the price as well, by the booking's category. */
function refundOf({ custodian, payer, payee, amount, category }: BookingOf<'refund-held'>, stage: LedgerStage | null): Entry[] {
  const [owed, due] = [accountWith('payable', payee), accountWith('receivable', payer)];
  return [
    moved(custodian, amount, accountWith('held-for', payee), 'cash-held'),
    { organisationId: payer, lines: [...pair(amount, owed, spent(category, stage)), ...pair(amount, 'cash', owed)] },
    {
      organisationId: payee,
      lines: [...pair(amount, accountForCategory('revenue', category), due), ...pair(amount, due, accountWith('held-by', custodian))],
    },
  ];
}

/** The hospital keeps its own part; what goes to others is owed until it is paid by the lawful route. */
function shareLines({ recipient, recipientId, amount }: Share): Entry['lines'] {
  const owed = recipient === 'hospital' ? 'retained' : accountForRecipient('share-payable', recipient, recipientId);
  return pair(amount, accountForRecipient('share', recipient), owed);
}

const moved = (organisationId: string, money: Money, debit: Account, credit: Account): Entry => ({
  organisationId,
  lines: pair(money, debit, credit),
});

function pair(money: Money, debit: Account, credit: Account): Entry['lines'] {
  if (!Number.isSafeInteger(money.amount) || money.amount < 0) throw new RangeError('an amount to book is a whole number of fen from 0');
  return [
    [debit, money],
    [credit, { ...money, amount: 0 - money.amount }],
  ];
}

function reversalsOf({ linkId, organisationIds }: BookingOf<'reversal'>, context: Linked): LedgerTransaction[] {
  const linked = (context.linked ?? []).filter((one) => one.linkId === linkId && organisationIds.includes(one.organisationId));
  if (linked.length === 0) throw new RangeError(`nothing to reverse under link ${linkId}`);
  for (const { account } of linked.flatMap(({ postings }) => postings)) {
    const { organisationId } = accountParts(account);
    if (organisationId === undefined || linked.some((one) => one.organisationId === organisationId)) continue;
    throw new RangeError(`a reversal of link ${linkId} would leave the books of organisation ${organisationId} as they are`);
  }
  return linked.map((original, ordinal) => reversalOf(original, ordinal, context));
}

/** Stays under the original's asset, stage and dataset version, so that their balances return to what they were. */
function reversalOf(original: LedgerTransaction, ordinal: number, context: Linked): LedgerTransaction {
  if (original.reverses !== null) throw new RangeError(`transaction ${original.id} is itself a reversal`);
  const { category, stage, assetId, datasetVersion, quantity, unit, organisationId, postings } = original;
  return {
    ...headOf(context, organisationId, ordinal, 'reversal'),
    ...{ category, stage, assetId, datasetVersion, unit },
    quantity: quantity === null ? null : 0 - quantity,
    reverses: original.id,
    postings: postings.map((posting) => ({ ...posting, amount: 0 - posting.amount })),
  };
}

function headOf(context: Linked, organisationId: string, ordinal: number, kind: TransactionKind) {
  const { linkId, caseId, assetId, datasetVersion, occurredAt, memo = null } = context;
  return {
    id: transactionIdOf(linkId, organisationId, ordinal),
    organisationId,
    linkId,
    kind,
    caseId,
    assetId,
    datasetVersion,
    occurredAt,
    memo,
  };
}

function stageOf(stage: string | null): LedgerStage | null {
  if (stage !== null && !isLedgerStage(stage)) throw new RangeError(`not a stage: ${stage}`);
  return stage;
}
