import { ok, type Result } from '#libs/kernel';
import { refuseIdentity } from './identity.errors';

/** GB 32100-2015, table 3: no I, O, S, V, Z, which are misread for digits and other letters. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const FORM = /^[0-9A-HJ-NPQRTUWXY]{18}$/;

/**
 * A unified social credit code 统一社会信用代码 in its written form: 18 characters, upper case, with the check character of
 * GB 32100-2015 (4.2.7, weights 3^i mod 31). Space around it and lower case are forgiven. Refuses `identity.credit-code-form`,
 * `identity.credit-code-check`.
 */
export const parseCreditCode = (text: string): Result<string> => {
  const code = text.trim().toUpperCase();
  if (!FORM.test(code))
    return refuseIdentity('identity.credit-code-form', 'A credit code has 18 digits and letters.', { field: 'creditCode' });
  if (checkCharacterOf(code.slice(0, 17)) !== code[17])
    return refuseIdentity('identity.credit-code-check', 'The check character of the credit code does not fit.', { field: 'creditCode' });
  return ok(code);
};

/** The 18th character for the first 17. Throws RangeError for a character outside the standard's alphabet. */
export const checkCharacterOf = (body: string): string => {
  let sum = 0;
  let weight = 1;
  for (const character of body) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new RangeError('not a character of a credit code');
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
};

/** The administrative division (GB/T 2260, six digits) where the organisation was registered. */
export const regionOfCreditCode = (code: string): string => code.slice(2, 8);
