/** One way of writing for what is the same number: full-width or not, in capitals, without spaces. Leading zeros count. */
export const normalIdentifier = (value: string): string =>
  value
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\u200b-\u200f\ufeff]/g, '');
