import { type Bilingual } from '#libs/kernel';
import { isRegionWithin, sharedRegions, type Region } from './region';
import { isEnvironmentWithin, type BuyerKind, type Environment, type Purpose } from './vocabulary';

/** `any`, also of kinds that are named only later; or those listed, sorted. An empty list allows none. */
export type Allowed<T extends string> = 'any' | readonly T[];

/** A condition with a name of its own: what the buyer must be (`qualification` 资质) or must do (`duty`). */
export interface Condition {
  /** Stable, e.g. `security-protection-level-3`. */
  readonly code: string;
  readonly kind: 'qualification' | 'duty';
  readonly text: Bilingual;
}

/** Terms of use 使用条件 of an asset, as plain JSON. A legal opinion narrows them, and listing, contract and delivery obey them. */
export interface Terms {
  readonly buyerKinds: Allowed<BuyerKind>;
  readonly purposes: Allowed<Purpose>;
  /** The widest way of use that is allowed. */
  readonly environment: Environment;
  readonly regions: Allowed<Region>;
  readonly resale: boolean;
  /** Whether data may leave the mainland 出境. */
  readonly export: boolean;
  /** Whole months from delivery after which the buyer deletes; null where he may keep it. */
  readonly retentionMonths: number | null;
  /** All of them hold. Sorted by code. */
  readonly conditions: readonly Condition[];
}

export type TermName = keyof Terms;

/** No restriction at all (限制：无). */
export const UNRESTRICTED: Terms = {
  buyerKinds: 'any',
  purposes: 'any',
  environment: 'download',
  regions: 'any',
  resale: true,
  export: true,
  retentionMonths: null,
  conditions: [],
};

/**
 * What both allow; of each term the narrower wins. Commutative, associative and idempotent, `UNRESTRICTED` changes nothing, and a use is
 * permitted by the intersection just when both permit it. It may allow nobody: ask `closedBy`.
 */
export const intersect = (a: Terms, b: Terms): Terms => ({
  buyerKinds: intersectAllowed(a.buyerKinds, b.buyerKinds),
  purposes: intersectAllowed(a.purposes, b.purposes),
  environment: isEnvironmentWithin(a.environment, b.environment) ? a.environment : b.environment,
  regions: a.regions === 'any' ? b.regions : b.regions === 'any' ? a.regions : sharedRegions(a.regions, b.regions),
  resale: a.resale && b.resale,
  export: a.export && b.export,
  retentionMonths: shorter(a.retentionMonths, b.retentionMonths),
  conditions: sortConditions([...a.conditions, ...b.conditions]),
});

/** Whether `narrow` allows nothing that `wide` does not. */
export const isWithin = (narrow: Terms, wide: Terms): boolean => widerThan(narrow, wide).length === 0;

/** The terms in which `terms` allows more than `limit`: what a contract would have to give up. */
export const widerThan = (terms: Terms, limit: Terms): TermName[] => {
  const within: Record<TermName, boolean> = {
    buyerKinds: isAllowedWithin(terms.buyerKinds, limit.buyerKinds),
    purposes: isAllowedWithin(terms.purposes, limit.purposes),
    environment: isEnvironmentWithin(terms.environment, limit.environment),
    regions: areRegionsWithin(terms.regions, limit.regions),
    resale: !terms.resale || limit.resale,
    export: !terms.export || limit.export,
    retentionMonths: shorter(terms.retentionMonths, limit.retentionMonths) === terms.retentionMonths,
    conditions: limit.conditions.every((condition) => terms.conditions.some((own) => compareConditions(own, condition) === 0)),
  };
  return (Object.keys(within) as TermName[]).filter((name) => !within[name]);
};

/** The terms that let nobody use the asset at all, as an intersection may come to; none where somebody may. */
export const closedBy = (terms: Terms): TermName[] => {
  const closed: TermName[] = [];
  if (terms.buyerKinds.length === 0) closed.push('buyerKinds');
  if (terms.purposes.length === 0) closed.push('purposes');
  if (terms.environment === 'none') closed.push('environment');
  if (terms.regions.length === 0) closed.push('regions');
  return closed;
};

/** Sorted, each once. Two texts under one code are both kept: neither may silently lose. */
export const sortConditions = (conditions: readonly Condition[]): Condition[] =>
  [...conditions].sort(compareConditions).filter((one, index, all) => index === 0 || compareConditions(all[index - 1] ?? one, one) !== 0);

function intersectAllowed<T extends string>(a: Allowed<T>, b: Allowed<T>): Allowed<T> {
  if (a === 'any') return b;
  return b === 'any' ? a : a.filter((value) => b.includes(value));
}

function isAllowedWithin<T extends string>(narrow: Allowed<T>, wide: Allowed<T>): boolean {
  return wide === 'any' || (narrow !== 'any' && narrow.every((value) => wide.includes(value)));
}

function areRegionsWithin(narrow: Allowed<Region>, wide: Allowed<Region>): boolean {
  return wide === 'any' || (narrow !== 'any' && narrow.every((region) => wide.some((outer) => isRegionWithin(region, outer))));
}

function shorter(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}

function compareConditions(a: Condition, b: Condition): number {
  const [left, right] = [a, b].map(({ code, kind, text }) => [code, kind, text.zh, text.en].join('\n')) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}
