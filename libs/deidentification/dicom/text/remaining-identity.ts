import { type KnownIdentities } from './known-identities';

/**
 * Whether bytes that are about to be released still hold something that the file stated of a person. The last look, independent of
 * elements, representations and rules: a finding means that the engine overlooked a place.
 */
export function holdsIdentity(released: readonly Buffer[], known: KnownIdentities): boolean {
  return released.some((bytes) => known.traces.some((trace) => isThere(bytes, trace)));
}

/** Digits and letters around it would make it part of something longer, and so would dots around a number: a component of a UID. */
function isThere(bytes: Buffer, trace: Buffer): boolean {
  const isNumber = trace.every(isDigit);
  const isEdge = (edge: number | undefined, beside: number | undefined): boolean =>
    !isWord(edge) || (!isWord(beside) && !(isNumber && beside === DOT));
  for (let at = bytes.indexOf(trace); at >= 0; at = bytes.indexOf(trace, at + 1)) {
    if (isEdge(trace[0], bytes[at - 1]) && isEdge(trace.at(-1), bytes[at + trace.length])) return true;
  }
  return false;
}

const DOT = 0x2e;
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isWord = (byte: number | undefined): boolean =>
  byte !== undefined && (isDigit(byte) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
