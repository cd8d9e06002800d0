import fc from 'fast-check';
import { checkCharacterOf, parseCreditCode, regionOfCreditCode } from './credit-code';

// Codes that their holders publish: Tencent, Baidu, Huawei.
const published = ['9144030071526726XG', '91110000802100433B', '914403001922038216'];
const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
const body = fc.array(fc.constantFrom(...alphabet), { minLength: 17, maxLength: 17 }).map((characters) => characters.join(''));

describe('the unified social credit code', () => {
  it.each(published)('accepts the published code %s', (code) => {
    expect(parseCreditCode(code)).toEqual({ ok: true, value: code });
  });

  it('accepts every body with its check character, and no other check character', () => {
    fc.assert(
      fc.property(body, fc.constantFrom(...alphabet), (first, last) => {
        expect(parseCreditCode(first + last).ok).toBe(last === checkCharacterOf(first));
      }),
    );
  });

  it('finds every single wrong character and every swap of neighbours', () => {
    fc.assert(
      fc.property(body, fc.nat(16), fc.constantFrom(...alphabet), (first, at, wrong) => {
        const check = checkCharacterOf(first);
        const changed = first.slice(0, at) + wrong + first.slice(at + 1);
        if (changed !== first) expect(parseCreditCode(changed + check).ok).toBe(false);
        const swapped = first.slice(0, at) + first.slice(at + 1, at + 2) + first.charAt(at) + first.slice(at + 2);
        if (at < 16 && swapped !== first) expect(parseCreditCode(swapped + check).ok).toBe(false);
      }),
    );
  });

  it('refuses other forms by code', () => {
    for (const text of ['', '9144030070846113', '91440300708461136I', '914403007084611360T'])
      expect(parseCreditCode(text)).toMatchObject({ ok: false, refusal: { code: 'identity.credit-code-form', field: 'creditCode' } });
    expect(parseCreditCode('914403007084611360')).toMatchObject({ ok: false, refusal: { code: 'identity.credit-code-check' } });
  });

  it('forgives space and lower case, and tells the region', () => {
    expect(parseCreditCode(' 91440300708461136t ')).toEqual({ ok: true, value: '91440300708461136T' });
    expect(regionOfCreditCode('91440300708461136T')).toBe('440300');
  });
});
