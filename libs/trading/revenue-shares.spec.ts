import fc from 'fast-check';
import { fen } from '#libs/kernel';
import { type Contributor } from '#libs/pipeline';
import { revenueShares } from './revenue-shares';

const contributor = fc.record({
  id: fc.uuid(),
  name: fc.constant('name'),
  kind: fc.constantFrom<Contributor['kind']>('physician', 'department'),
  shareBasisPoints: fc.integer({ min: 0, max: 2500 }),
  consent: fc.constantFrom<Contributor['consent']>('asked', 'agreed', 'refused'),
});

const sale = fc.record({
  price: fc.integer({ min: 1, max: 1_000_000_000_00 }),
  commissionPoints: fc.integer({ min: 0, max: 500 }),
  split: fc.record({
    vat: fc.integer({ min: 0, max: 1300 }),
    treasury: fc.integer({ min: 0, max: 5000 }),
    contributors: fc.integer({ min: 0, max: 5000 }),
  }),
  contributors: fc.array(contributor, { maxLength: 4 }),
});

describe('the split of a sale', () => {
  it('gives away just what is left of the price after VAT and commission, and nothing to who did not agree', () => {
    fc.assert(
      fc.property(sale, ({ price, commissionPoints, split, contributors }) => {
        const commission = Math.floor((price * commissionPoints) / 10_000);
        const shares = revenueShares(fen(price), fen(commission), split, contributors);
        const given = shares.reduce((sum, { amount }) => sum + amount.amount, 0);
        const left = (price * 10_000) / (10_000 + split.vat) - commission;
        expect(Math.abs(given - Math.max(0, left))).toBeLessThanOrEqual(1);
        expect(shares.every(({ amount }) => amount.amount > 0)).toBe(true);
        for (const { id, kind, consent } of contributors) {
          const takes = kind === 'department' ? consent !== 'refused' : consent === 'agreed';
          if (!takes) expect(shares.some(({ recipientId }) => recipientId === id)).toBe(false);
        }
      }),
    );
  });

  it('leaves the hospital the part of a physician who has not agreed, and a department its own', () => {
    const people: readonly Contributor[] = [
      { id: 'a', name: '甲', kind: 'physician', shareBasisPoints: 6000, consent: 'asked' },
      { id: 'b', name: '放射科', kind: 'department', shareBasisPoints: 4000, consent: 'asked' },
    ];
    expect(revenueShares(fen(10_600), fen(0), { vat: 600, treasury: 1000, contributors: 5000 }, people)).toEqual([
      { recipient: 'treasury', amount: fen(1000) },
      { recipient: 'hospital', amount: fen(7000) },
      { recipient: 'department', recipientId: 'b', amount: fen(2000) },
    ]);
  });
});
