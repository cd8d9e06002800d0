import { findIdentities, type FreeTextRules } from './free-text';
import { looksLikeResidentIdentityNumber } from './resident-identity-number';

/** A run of letters, digits and marks; in tables and compressed data as long a one is rare, and says nothing. */
const RUN = /[\x20-\x7e]{5,}/g;
const EIGHTEEN = /(?<!\d)\d{17}[\dXx](?!\d)/g;
/** Shorter words of a name turn up by chance in a table of 64 KB. */
const SHORTEST_FOUND = 5;

/**
 * Whether binary values that stay (tables, colour profiles) hold writing about somebody, in one or two bytes a character. The bytes around it
 * may happen to be letters, so it is searched as a text is and not as a word.
 */
export function showsIdentity(bytes: Buffer, rules: FreeTextRules): boolean {
  const latin1 = bytes.toString('latin1');
  if (rules.known.longTraces.some((trace) => latin1.includes(trace))) return true;
  const narrow = runsOf(latin1);
  const wide = bytes.includes(0) ? runsOf(latin1.replaceAll('\0', '')) : '';
  // Addresses are left alone: colour profiles name those of their makers.
  return [narrow, wide].some(
    (text) =>
      findIdentities(text, { ...rules, patterns: 'numbers' }).some(isLong) ||
      (text.match(EIGHTEEN) ?? []).some(looksLikeResidentIdentityNumber),
  );
}

const isLong = ({ start, end }: { readonly start: number; readonly end: number }): boolean => end - start >= SHORTEST_FOUND;
const runsOf = (latin1: string): string => (latin1.match(RUN) ?? []).join('\n');
