import { isId, newId } from '#libs/kernel';
import { isBalanced, linkIdOf, transactionIdOf } from './transaction';

describe('ids that follow from an event', () => {
  const event = newId();

  it('are the same again, differ by position, organisation and ordinal, and are ids', () => {
    const link = linkIdOf(event, 0);
    expect(linkIdOf(event, 0)).toBe(link);
    const ids = [
      link,
      linkIdOf(event, 1),
      linkIdOf(newId(), 0),
      transactionIdOf(link, 'a', 0),
      transactionIdOf(link, 'a', 1),
      transactionIdOf(link, 'b', 0),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter(isId)).toEqual(ids);
  });

  it('keep the time of the event, so that they sort as events do', () => {
    expect(linkIdOf(event, 7).slice(0, 13)).toBe(event.slice(0, 13));
  });
});

describe('balance', () => {
  it('is debits equal to credits, and something booked', () => {
    expect(isBalanced([])).toBe(false);
    expect(isBalanced([{ amount: 1, currency: 'CNY' }])).toBe(false);
    const max = Number.MAX_SAFE_INTEGER;
    const postings = [max, max, -max, 2, -max, -1].map((amount) => ({ amount, currency: 'CNY' as const }));
    expect(isBalanced(postings)).toBe(false); // a floating sum would lose the odd fen
  });
});
