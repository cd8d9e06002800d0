import fc from 'fast-check';
import { queryTerms, searchTerms } from './search-terms';

const text = fc.string({ unit: fc.constantFrom('胸', '部', '影', '像', '数', '据', 'C', 'T', '2', '，', ' '), maxLength: 30 });

describe('search terms', () => {
  it('of Chinese are characters and neighbours, of all else words', () => {
    expect(searchTerms('2025年胸部CT影像')).toEqual(['2025', 'ct', '像', '年', '年胸', '影', '影像', '胸', '胸部', '部'].sort());
    expect(queryTerms('胸部ＣＴ')).toEqual(['ct', '胸部']);
    expect(queryTerms('胸')).toEqual(['胸']);
    expect(queryTerms('，。')).toEqual([]);
  });

  it('of any part of a text are found in the text, where the part does not cut a word', () => {
    fc.assert(
      fc.property(text, text, text, (before, part, after) => {
        const all = new Set(searchTerms(`${before} ${part} ${after}`));
        expect(queryTerms(part).every((term) => all.has(term))).toBe(true);
      }),
    );
  });
});
