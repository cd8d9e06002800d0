import { type BasicCode } from './profile-table';
import { type AttributeType } from './iod-types';

/** What is done to one element: removed, emptied, given a dummy, its UID replaced, cleaned or kept. */
export type Action = 'X' | 'Z' | 'D' | 'U' | 'C' | 'K';

/**
 * A code of the Basic Profile made definite (PS3.15 section E.2): the most removing choice it leaves that keeps the object valid.
 * `undefined`: the IOD is not known, so the choice is the one valid everywhere. Beyond the letter, an attribute coded X or Z that its
 * IOD requires gets a dummy: it carries as little as nothing, and the object stays readable.
 */
export function resolveBasicCode(code: BasicCode, type: AttributeType | undefined): Action {
  if (code === 'U') return 'U';
  if (code === 'D') return 'D';
  // An emptied reference of type 2 would contradict the sequences that list it: it is replaced like one of type 1.
  if (code === 'X/Z/U*') return type === '3' ? 'X' : 'U';
  if (type === undefined) return code === 'X/Z' || code === 'Z' ? 'Z' : code === 'X' ? 'X' : 'D';
  if (type === '1' || (type === '1C' && code !== 'X')) return 'D';
  if (type === '3' || (type === '1C' && code === 'X')) return code.startsWith('X') ? 'X' : 'Z';
  return code.includes('Z') || code === 'X' ? 'Z' : 'D';
}
