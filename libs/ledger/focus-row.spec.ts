import { newId } from '#libs/kernel';
import { focusColumns, focusRow, type CostEntry } from './focus-row';

const [hospital, firm] = [newId(), newId()];
const party = { organisationId: hospital, names: new Map([[firm, '某律师事务所']]) };
const entry: CostEntry = {
  transactionId: newId(),
  line: 1,
  account: 'asset-cost:imaging-governance',
  amount: 55_05,
  currency: 'CNY',
  linkId: newId(),
  stage: 'governance',
  caseId: newId(),
  assetId: newId(),
  datasetVersion: 2,
  occurredAt: new Date('2026-01-31T16:30:00Z'), // 1 February in China
  quantity: '1',
  unit: 'scan',
  reversedAt: null,
  counterparty: null,
};

describe('an export row by FOCUS 1.2', () => {
  it('is own usage: quantity and unit, the hospital as its own provider, the month of China', () => {
    expect(focusRow(entry, party)).toMatchObject({
      BilledCost: '55.05',
      EffectiveCost: '55.05',
      BillingPeriodStart: '2026-01-31T16:00:00Z',
      BillingPeriodEnd: '2026-02-28T16:00:00Z',
      ChargePeriodStart: '2026-01-31T16:00:00Z',
      ChargePeriodEnd: '2026-02-01T16:00:00Z',
      ChargeCategory: 'Usage',
      ChargeClass: null,
      ConsumedQuantity: '1',
      ConsumedUnit: 'scan',
      ProviderName: hospital,
      ServiceCategory: 'Analytics',
      ServiceName: 'Governance of imaging',
      Tags: JSON.stringify({ category: 'imaging-governance', stage: 'governance', case: entry.caseId, datasetVersion: '2' }),
    });
  });

  it('is a purchase from whom it is owed to', () => {
    const bought = {
      ...entry,
      account: 'expense:unheard-of',
      quantity: null,
      unit: null,
      amount: 7,
      counterparty: `payable:${firm}`,
      stage: null,
    };
    expect(focusRow(bought, party)).toMatchObject({
      BilledCost: '0.07',
      ChargeCategory: 'Purchase',
      InvoiceIssuerName: '某律师事务所',
      PricingQuantity: '1',
      ConsumedQuantity: null,
      ConsumedUnit: null,
      ServiceCategory: 'Other',
    });
  });

  it('is a correction only where the month before is corrected', () => {
    const reversal = { ...entry, amount: -55_05, quantity: '-1' };
    const classOf = (reversedAt: string) => focusRow({ ...reversal, reversedAt: new Date(reversedAt) }, party).ChargeClass;
    expect(focusRow({ ...reversal, reversedAt: null }, party).BilledCost).toBe('-55.05');
    expect(classOf('2026-01-31T15:59:59Z')).toBe('Correction');
    expect(classOf('2026-01-31T16:00:00Z')).toBeNull();
  });

  it('has the columns that the list says, and the 21 mandatory ones hold a value or a null that FOCUS allows', () => {
    const row = focusRow(entry, party);
    expect(Object.keys(row)).toEqual([...focusColumns]);
    const empty = focusColumns.slice(0, 21).filter((column) => row[column] === null || row[column] === '');
    expect(empty).toEqual(['ChargeClass']);
  });
});
