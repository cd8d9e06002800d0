import { fen, orThrow } from '#libs/kernel';
import { defaultFeeSchedules } from './default-fee-schedules';
import { estimate, type EstimateInput } from './estimate';
import { type FeeSchedule } from './fee-schedule';

const thousandChestCts: EstimateInput = { scans: 1000, records: 0, bytes: 150e9, date: '2026-03-02', jurisdiction: 'CN' };
const of = (more: Partial<EstimateInput> = {}) => orThrow(estimate({ ...thousandChestCts, ...more }));

describe('the estimate for the chest CT of 1,000 patients', () => {
  it('is the market survey of 2025: governance and the lawyer 50,000 to 60,000 each, the certificate some thousands', () => {
    const { stages, production } = of();
    for (const stage of [stages.governance, stages.assessment])
      expect(stage).toEqual({ low: fen(50_000_00), expected: fen(55_000_00), high: fen(60_000_00) });
    expect(stages.confirmation.low.amount).toBeGreaterThanOrEqual(2_000_00);
    expect(stages.confirmation.high).toEqual(fen(9_000_00));
    expect(Math.round(production.low.amount / 10_000_00)).toBe(10); // about 100,000
    expect(production.high).toEqual(fen(129_000_00)); // "the parts add up to about 100,000–129,000"
  });

  it('keeps collection and trading out of what must be earned back', () => {
    const { stages, production, lines } = of({ price: fen(30_000_00) });
    expect(stages.collection.expected.amount).toBeGreaterThan(0);
    expect(production.expected.amount).toBe(
      stages.governance.expected.amount + stages.assessment.expected.amount + stages.confirmation.expected.amount,
    );
    expect(lines.map(({ schedule }) => schedule.code)).not.toContain('records');
  });

  it('counts each sale by itself: delivery, and the commission once there is a price', () => {
    const delivery = of().sale.expected.amount;
    expect(delivery).toBeGreaterThan(0);
    expect(of({ price: fen(30_000_00) }).sale.expected.amount).toBe(delivery + 900_00); // 3 % of 30,000
  });

  it('has renewal cheaper than the first certificate', () => {
    const { renewal, stages } = of();
    expect(renewal.high.amount).toBeLessThanOrEqual(stages.confirmation.low.amount);
  });
});

describe('estimate', () => {
  it('shares one legal opinion over sibling assets', () => {
    expect(of({ siblings: 3 }).stages.assessment.expected).toEqual(fen(1_833_334)); // a third of 55,000, up to the fen
  });

  it('takes the narrower tariff in its place and its time', () => {
    const guangdong: FeeSchedule = {
      ...(defaultFeeSchedules.find(({ code }) => code === 'registration') as FeeSchedule),
      jurisdiction: 'CN-GD',
      rate: { low: 1, expected: 1, high: 1 },
      until: '2026-12-31',
    };
    const schedules = [guangdong, ...defaultFeeSchedules];
    expect(of({ schedules, jurisdiction: 'CN-GD' }).stages.confirmation.high).toEqual(fen(1));
    expect(of({ schedules, jurisdiction: 'CN-GX' }).stages.confirmation.high).toEqual(fen(9_000_00));
    expect(of({ schedules, jurisdiction: 'CN-GD', date: '2027-01-01' }).stages.confirmation.high).toEqual(fen(9_000_00));
  });

  it('refuses quantities that are none', () => {
    expect(estimate({ ...thousandChestCts, scans: -1 })).toMatchObject({ refusal: { code: 'ledger.unusable-quantity', field: 'scans' } });
    expect(estimate({ ...thousandChestCts, siblings: 0 })).toMatchObject({
      refusal: { code: 'ledger.unusable-quantity', field: 'siblings' },
    });
  });
});
