import { type Share } from '#libs/cases';
import { allocateMoney, orThrow, subtractMoney, sumMoney, type Money } from '#libs/kernel';
import { type Contributor } from '#libs/pipeline';
import { type RevenueSplit } from './listing.data';

const WHOLE = 10_000;

/**
 * Who gets which part of a sale: what is left of the price after VAT and commission, to the fen. The hospital keeps its own part and that of
 * every contributor who did not agree: a person's share needs his own consent, a department's, which stays in the house, only the lack of a
 * refusal. None where nothing is left.
 */
export function revenueShares(
  price: Money,
  commission: Money,
  split: RevenueSplit,
  contributors: readonly Contributor[],
): readonly Share[] {
  const left = orThrow(subtractMoney(withoutVat(price, split.vat), commission));
  if (left.amount <= 0) return [];
  const weights = [split.treasury, split.contributors, WHOLE - split.treasury - split.contributors];
  const [treasury, pool] = orThrow(allocateMoney(left, weights)) as [Money, Money, Money];
  const personal = poolShares(pool, contributors);
  const given = orThrow(sumMoney([treasury, ...personal.map(({ amount }) => amount)]));
  const shares: readonly Share[] = [
    { recipient: 'treasury', amount: treasury },
    { recipient: 'hospital', amount: orThrow(subtractMoney(left, given)) },
    ...personal,
  ];
  return shares.filter(({ amount }) => amount.amount > 0);
}

function poolShares(pool: Money, contributors: readonly Contributor[]): readonly Share[] {
  if (pool.amount === 0 || contributors.length === 0) return [];
  const rest = WHOLE - contributors.reduce((sum, { shareBasisPoints }) => sum + shareBasisPoints, 0);
  const parts = orThrow(allocateMoney(pool, [...contributors.map(({ shareBasisPoints }) => shareBasisPoints), rest]));
  return contributors.flatMap((contributor, index): Share[] =>
    takesPart(contributor)
      ? [
          {
            recipient: contributor.kind === 'department' ? 'department' : 'contributor',
            recipientId: contributor.id,
            amount: parts[index]!,
          },
        ]
      : [],
  );
}

const takesPart = ({ kind, consent }: Contributor): boolean => (kind === 'department' ? consent !== 'refused' : consent === 'agreed');

/** The price without the VAT that it contains: price · 10 000 / (10 000 + rate), rounded half up by the largest remainder. */
const withoutVat = (price: Money, vat: number): Money => orThrow(allocateMoney(price, [WHOLE, vat]))[0]!;
