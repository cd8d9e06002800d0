import * as fc from 'fast-check';
import { IdentityCollector, MOST_FORMS, type KnownIdentities } from './known-identities';
import { normalForm } from './normal-form';

// Goal: what is remembered from one file to the next changes nothing of what is found.

const finds = (known: KnownIdentities, text: string): boolean => known.find(normalForm(text, false)).length > 0;

const collect = (...values: string[]): IdentityCollector => {
  const collector = new IdentityCollector();
  for (const value of values) collector.addText(value);
  return collector;
};

describe('IdentityCollector', () => {
  it('finds what was stated, however often the same was asked before', () => {
    const value = fc.string({ minLength: 5, maxLength: 12, unit: fc.constantFrom('a', 'b', '1', '\0') });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (values) => {
        const known = collect(...values).build();
        expect(collect(...values).build().traces).toEqual(known.traces);
        for (const each of values) if (/^[ab1]{5,}$/.test(each)) expect(finds(known, each)).toBe(true);
      }),
    );
  });

  it('tells apart statements that look the same when joined', () => {
    expect(finds(collect('Zhang Wei\0text 7 1234567').build(), '1234567')).toBe(false);
    expect(finds(collect('Zhang Wei', '1234567').build(), '1234567')).toBe(true);
  });

  it('goes on collecting where there are more statements than it remembers', () => {
    const numbers = Array.from({ length: MOST_FORMS - 1 }, (_, index) => `Z${100000 + index}`);
    const collector = collect(...numbers);
    expect(collector.build().tooMany).toBe(false);
    for (const number of numbers) expect(collector.build().distinct?.test(`see ${number}.`)).toBe(true);
    collector.addText('Z9000001');
    collector.addText('Z9000002');
    expect(collector.build().tooMany).toBe(true);
  });
});
