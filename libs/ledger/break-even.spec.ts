import fc from 'fast-check';
import { fen, orThrow } from '#libs/kernel';
import { breakEven, priceFloor, type SaleTerms } from './break-even';

const amount = fc.integer({ min: 0, max: 10_000_000_00 });
const rate = fc.integer({ min: 0, max: 10_000 });
const terms: fc.Arbitrary<SaleTerms> = fc.record({
  productionCost: amount.map(fen),
  deliveryCost: amount.map(fen),
  feeRate: rate,
  vatRate: rate,
  treasuryShare: fc.integer({ min: 0, max: 5_000 }),
  contributorShare: fc.integer({ min: 0, max: 5_000 }),
});
const plain: SaleTerms = { productionCost: fen(100_000_00), deliveryCost: fen(500_00), feeRate: 300 };
const buyersAt = (of: SaleTerms, price: number): number => {
  const result = breakEven(of, fen(price));
  return result.ok ? result.value.buyers : Infinity;
};

describe('break-even', () => {
  it('is n = ⌈C / (p·(1 − f) − d)⌉', () => {
    // 100,000 / (30,000 · 0.97 − 500) = 3.496…
    expect(orThrow(breakEven(plain, fen(30_000_00)))).toEqual({ buyers: 4, marginPerSale: fen(28_600_00) });
    expect(orThrow(priceFloor(plain, 4))).toEqual(fen(26_288_66)); // (25,000 + 500) / 0.97 = 26,288.659…
    expect(buyersAt({ ...plain, feeRate: 0, deliveryCost: fen(0) }, 50_000_00)).toBe(2); // exactly
    expect(buyersAt({ ...plain, feeRate: 0, deliveryCost: fen(0) }, 49_999_99)).toBe(3);
  });

  it('is net of VAT, treasury and contributors', () => {
    const net = { ...plain, feeRate: 0, deliveryCost: fen(0), vatRate: 600, treasuryShare: 3000, contributorShare: 2000 };
    expect(orThrow(breakEven(net, fen(10_600_00)))).toEqual({ buyers: 20, marginPerSale: fen(5_000_00) }); // 10,600 / 1.06 / 2
  });

  it('refuses a price that never pays, instead of a number without end', () => {
    for (const price of [0, 515_46, 515_47]) {
      const result = breakEven(plain, fen(price)); // 515.4639… · 0.97 = 500
      expect(result.ok ? 'pays' : result.refusal.code).toBe(price === 515_47 ? 'pays' : 'ledger.never-pays');
    }
    const free = { ...plain, feeRate: 0 };
    expect(breakEven(free, free.deliveryCost)).toMatchObject({ refusal: { code: 'ledger.never-pays' } }); // leaves exactly nothing
    expect(buyersAt({ ...free, productionCost: fen(0) }, 500_00)).toBe(0); // nothing to earn back
    expect(breakEven({ ...plain, feeRate: 10_000 }, fen(1_000_000_00))).toMatchObject({ refusal: { code: 'ledger.never-pays' } });
    expect(priceFloor({ ...plain, feeRate: 9_900, vatRate: 600 }, 1)).toMatchObject({ refusal: { code: 'ledger.never-pays' } });
  });

  it('refuses terms that are none', () => {
    for (const wrong of [
      { feeRate: 1.5 },
      { vatRate: -1 },
      { feeRate: 10_001 },
      { treasuryShare: 6_000, contributorShare: 4_001 },
      { deliveryCost: fen(-1) },
    ])
      expect(breakEven({ ...plain, ...wrong }, fen(1))).toMatchObject({ refusal: { code: 'ledger.unusable-terms' } });
    for (const buyers of [0, -1, 1.5, NaN]) expect(priceFloor(plain, buyers)).toMatchObject({ refusal: { code: 'ledger.unusable-terms' } });
  });

  it('at the floor for k buyers pays with k, one fen below it does not', () => {
    let compared = 0;
    fc.assert(
      fc.property(terms, fc.integer({ min: 1, max: 10_000 }), (of, buyers) => {
        const floor = priceFloor(of, buyers);
        if (!floor.ok) return;
        expect(buyersAt(of, floor.value.amount)).toBeLessThanOrEqual(buyers);
        if (floor.value.amount === 0) return;
        expect(buyersAt(of, floor.value.amount - 1)).toBeGreaterThan(buyers);
        compared += 1;
      }),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(100); // or the law was hardly put to the test
  });

  it('needs no more buyers at a higher price', () => {
    fc.assert(fc.property(terms, amount, amount, (of, price, more) => buyersAt(of, price + more) <= buyersAt(of, price)));
  });
});
