import { parseTerms } from './terms.parser';
import { UNRESTRICTED } from './terms';

describe('terms that are read', () => {
  it('come in one form, however they were written', () => {
    const conditions = [
      { code: 'b', kind: 'duty', text: { zh: '乙', en: 'B' }, note: 'not ours' },
      { code: 'a', kind: 'duty', text: { zh: '甲', en: 'A' } },
      { code: 'a', kind: 'duty', text: { en: 'A', zh: '甲' } },
    ];
    const read = parseTerms({
      ...UNRESTRICTED,
      buyerKinds: ['insurer', 'ai-company', 'insurer'],
      regions: ['450102', 'CN', 'DE'],
      conditions,
    });
    expect(read).toEqual({
      ok: true,
      value: {
        ...UNRESTRICTED,
        buyerKinds: ['ai-company', 'insurer'],
        regions: ['CN', 'DE'],
        conditions: [
          { code: 'a', kind: 'duty', text: { zh: '甲', en: 'A' } },
          { code: 'b', kind: 'duty', text: { zh: '乙', en: 'B' } },
        ],
      },
    });
  });

  it.each<[string, unknown]>([
    ['terms', null],
    ['terms', []],
    ['terms', { ...UNRESTRICTED, price: 1 }],
    ['terms', { ...UNRESTRICTED, toString: 1 }],
    ['buyerKinds', { ...UNRESTRICTED, buyerKinds: undefined }],
    ['buyerKinds[1]', { ...UNRESTRICTED, buyerKinds: ['insurer', 'toString'] }],
    ['environment', { ...UNRESTRICTED, environment: 'constructor' }],
    ['regions[0]', { ...UNRESTRICTED, regions: ['China'] }],
    ['regions', { ...UNRESTRICTED, regions: Array(201).fill('CN') }],
    ['resale', { ...UNRESTRICTED, resale: 'no' }],
    ['retentionMonths', { ...UNRESTRICTED, retentionMonths: 0 }],
    ['retentionMonths', { ...UNRESTRICTED, retentionMonths: 1.5 }],
    ['conditions[0]', { ...UNRESTRICTED, conditions: [{ code: 'A b', kind: 'duty', text: { zh: '甲', en: 'A' } }] }],
    ['conditions[0]', { ...UNRESTRICTED, conditions: [{ code: 'a', kind: 'duty', text: { zh: '甲', en: ' ' } }] }],
    ['conditions[0]', { ...UNRESTRICTED, conditions: [{ code: 'a', kind: 'wish', text: { zh: '甲', en: 'A' } }] }],
  ])('are refused at %s: %j', (field, input) => {
    expect(parseTerms(input)).toMatchObject({ ok: false, refusal: { code: 'terms.malformed', field } });
  });
});
