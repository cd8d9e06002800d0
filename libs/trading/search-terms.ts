const CJK = /\p{Script=Han}+/gu;
const WORD = /[\p{L}\p{N}]+/gu;
const LIMIT = 2000;

/**
 * The words that a text is found by: of Chinese, which has no spaces, every character and every pair of neighbours; of all else whole words in
 * lower case. Sorted, each once.
 */
export function searchTerms(...texts: readonly string[]): readonly string[] {
  const terms = new Set<string>();
  for (const text of texts) {
    const normal = text.normalize('NFKC').toLowerCase();
    for (const [run] of normal.matchAll(CJK)) for (const term of characterTerms(run)) terms.add(term);
    for (const [word] of normal.replace(CJK, ' ').matchAll(WORD)) terms.add(word);
  }
  return [...terms].sort().slice(0, LIMIT);
}

/** What a query must find: pairs alone where there are any, since they say more than their characters. */
export function queryTerms(query: string): readonly string[] {
  const normal = query.normalize('NFKC').toLowerCase();
  const runs = [...normal.matchAll(CJK)].flatMap(([run]) => (lengthOf(run) === 1 ? [run] : pairsOf(run)));
  const words = [...normal.replace(CJK, ' ').matchAll(WORD)].map(([word]) => word);
  return [...new Set([...runs, ...words])].sort().slice(0, LIMIT);
}

const lengthOf = (text: string): number => [...text].length;
const pairsOf = (run: string): string[] => {
  const characters = [...run];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
};
const characterTerms = (run: string): string[] => [...run, ...pairsOf(run)];
