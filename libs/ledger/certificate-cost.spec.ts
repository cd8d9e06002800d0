import { fen, orThrow } from '#libs/kernel';
import { costPerYear } from './certificate-cost';

const certificate = { productionCost: fen(100_000_00), renewalCost: fen(2_000_00), lifeMonths: 36, renewals: 0 };

describe('cost a year of a certificate', () => {
  it('spreads production over its life, and renewals over theirs', () => {
    expect(orThrow(costPerYear(certificate))).toEqual(fen(33_333_34));
    expect(orThrow(costPerYear({ ...certificate, lifeMonths: 60 }))).toEqual(fen(20_000_00));
    expect(orThrow(costPerYear({ ...certificate, renewals: 1 }))).toEqual(fen(17_000_00));
    expect(orThrow(costPerYear({ ...certificate, lifeMonths: 6 }))).toEqual(fen(200_000_00));
  });

  it('knows no certificate above five years', () => {
    for (const wrong of [
      { lifeMonths: 61 },
      { lifeMonths: 0 },
      { lifeMonths: 1.5 },
      { renewals: -1 },
      { renewals: 101 },
      { renewalCost: fen(-1) },
    ])
      expect(costPerYear({ ...certificate, ...wrong })).toMatchObject({ refusal: { code: 'ledger.unusable-terms' } });
  });
});
