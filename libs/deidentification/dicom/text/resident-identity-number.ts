const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';

/** Whether 18 characters are a resident identity number: GB 11643, check character by ISO 7064 MOD 11-2. */
export function isResidentIdentityNumber(text: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(text)) return false;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(text.charAt(index)), 0);
  return CHECK_CHARACTERS.charAt(sum % 11) === text.charAt(17).toUpperCase();
}

/** Mistyped numbers identify just as well: 18 digits with a plausible region and birth date count whatever their check character. */
export function looksLikeResidentIdentityNumber(text: string): boolean {
  if (isResidentIdentityNumber(text)) return true;
  const match = /^[1-9]\d{5}(?:(19|20)\d\d|\d\d)(\d\d)(\d\d)\d{3}[\dXx]?$/.exec(text);
  if (!match) return false;
  const [month, day] = [Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
