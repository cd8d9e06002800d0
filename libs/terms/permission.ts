import { ok, type Result } from '#libs/kernel';
import { isMainland, type Region } from './region';
import { widerThan, type TermName, type Terms } from './terms';
import { refuseTerms } from './terms.errors';
import { type BuyerKind, type Environment, type Purpose } from './vocabulary';

/** What a buyer wants to do, or is about to do. */
export interface Use {
  readonly buyerKind: BuyerKind;
  readonly purpose: Purpose;
  readonly environment: Exclude<Environment, 'none'>;
  /** Where the data would be used. A place outside the mainland is an export, whatever `export` says. */
  readonly region: Region;
  readonly resale: boolean;
  readonly export: boolean;
  /** Months that the data would be kept; null for without limit. */
  readonly retentionMonths: number | null;
  /** Codes of the conditions that the buyer meets or binds himself to. */
  readonly accepts: readonly string[];
}

/**
 * Whether the terms allow the use. Refuses `terms.not-permitted`: `field` is the first term that forbids it, `facts.terms` all of
 * them, `facts.conditions` the codes of conditions that are not accepted.
 */
export const permits = (terms: Terms, use: Use): Result<true> => {
  const missing = terms.conditions.filter(({ code }) => !use.accepts.includes(code)).map(({ code }) => code);
  const forbidding = [...widerThan(asTerms(use), { ...terms, conditions: [] }), ...(missing.length > 0 ? (['conditions'] as const) : [])];
  if (forbidding.length === 0) return ok(true);
  return refuseTerms('terms.not-permitted', `the terms of use do not allow this: ${forbidding.join(', ')}`, {
    field: forbidding[0],
    facts: { terms: forbidding satisfies TermName[], ...(missing.length > 0 && { conditions: [...new Set(missing)] }) },
  });
};

/** A use is the narrowest terms that would allow it. */
function asTerms(use: Use): Terms {
  return {
    buyerKinds: [use.buyerKind],
    purposes: [use.purpose],
    environment: use.environment,
    regions: [use.region],
    resale: use.resale,
    export: use.export || !isMainland(use.region),
    retentionMonths: use.retentionMonths,
    conditions: [],
  };
}
