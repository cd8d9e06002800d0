import { type ImagingFacts } from './imaging-facts';
import { findIdentities, isAscii, type FreeTextRules } from './text/free-text';

/** Of the standard or of a maker: digits and dots that name a kind. */
const UIDS = new Set(['sopClass', 'transferSyntax']);

/** Names of devices, body parts and the like are written by people; one that names somebody is not told further. */
export function factsWithoutIdentity(facts: ImagingFacts, rules: FreeTextRules): ImagingFacts {
  const safe = (value: string): boolean => isAscii(value) && findIdentities(value, rules).length === 0;
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return safe(value) ? value : null;
    if (Array.isArray(value)) return value.map(clean).filter((each) => each !== null);
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, clean(each)]));
    return value;
  };
  const entries = Object.entries(facts).map(([name, value]): [string, unknown] => {
    if (UIDS.has(name)) return [name, typeof value === 'string' && /^[\d.]*$/.test(value) ? value : null];
    return [name, name === 'requiredAttributes' ? value : clean(value)];
  });
  return Object.fromEntries(entries) as unknown as ImagingFacts;
}
