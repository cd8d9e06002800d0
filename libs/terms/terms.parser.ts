import { ok, type Refused, type Result } from '#libs/kernel';
import { isRegion, widestRegions, type Region } from './region';
import { sortConditions, UNRESTRICTED, type Allowed, type Condition, type TermName, type Terms } from './terms';
import { refuseTerms } from './terms.errors';
import { BUYER_KINDS, ENVIRONMENTS, PURPOSES, type Environment } from './vocabulary';

const LIST_LIMIT = 200;
const RETENTION_LIMIT_MONTHS = 1200;
const TEXT_LIMIT = 2000;
const CODE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const CODE_LIMIT = 64;

/**
 * Terms from JSON of anywhere, in their one normal form (lists sorted, each value once, regions by the fewest). Every term must be
 * stated: one left out would stand for no restriction. Refuses `terms.malformed` with the path of the first term that is wrong.
 */
export const parseTerms = (input: unknown): Result<Terms> => {
  if (!isRecord(input)) return malformed('terms', 'terms are an object');
  const unknownName = Object.keys(input).find((name) => !Object.hasOwn(UNRESTRICTED, name));
  if (unknownName !== undefined) return malformed('terms', 'there is a term that is not known here');
  const terms: Partial<Record<TermName, unknown>> = {};
  for (const name of Object.keys(readers) as TermName[]) {
    const read = readers[name](input[name], name);
    if (!read.ok) return read;
    terms[name] = read.value;
  }
  return ok(terms as Terms);
};

type Reader<T> = (value: unknown, field: string) => Result<T>;

const readers: { readonly [Name in TermName]: Reader<Terms[Name]> } = {
  buyerKinds: allowed(isKeyOf(BUYER_KINDS), (kinds) => [...new Set(kinds)].sort()),
  purposes: allowed(isKeyOf(PURPOSES), (purposes) => [...new Set(purposes)].sort()),
  environment: one((value): value is Environment => isKeyOf(ENVIRONMENTS)(value), 'not a way of use'),
  regions: allowed<Region>(isRegion, widestRegions),
  resale: one((value) => typeof value === 'boolean', 'true or false'),
  export: one((value) => typeof value === 'boolean', 'true or false'),
  retentionMonths: one(isRetention, `whole months from 1 to ${RETENTION_LIMIT_MONTHS}, or null for no limit`),
  conditions: readConditions,
};

function allowed<T extends string>(isValue: (value: unknown) => value is T, normal: (values: readonly T[]) => T[]): Reader<Allowed<T>> {
  return (value, field) => {
    if (value === 'any') return ok(value);
    if (!Array.isArray(value) || value.length > LIST_LIMIT) return malformed(field, `"any" or a list of at most ${LIST_LIMIT}`);
    const wrong = value.findIndex((item) => !isValue(item));
    return wrong < 0 ? ok(normal(value as T[])) : malformed(`${field}[${wrong}]`, 'not a value that is known here');
  };
}

function one<T>(isValue: (value: unknown) => value is T, expected: string): Reader<T> {
  return (value, field) => (isValue(value) ? ok(value) : malformed(field, expected));
}

function readConditions(value: unknown, field: string): Result<Condition[]> {
  if (!Array.isArray(value) || value.length > LIST_LIMIT) return malformed(field, `a list of at most ${LIST_LIMIT}`);
  const wrong = value.findIndex((condition) => !isCondition(condition));
  if (wrong >= 0) return malformed(`${field}[${wrong}]`, 'a condition has a code, a kind and a text in both languages');
  const conditions = (value as Condition[]).map(({ code, kind, text: { zh, en } }) => ({ code, kind, text: { zh, en } }));
  return ok(sortConditions(conditions));
}

function isCondition(value: unknown): value is Condition {
  if (!isRecord(value) || !isRecord(value.text)) return false;
  const { code, kind, text } = value;
  return (
    typeof code === 'string' &&
    code.length <= CODE_LIMIT &&
    CODE.test(code) &&
    (kind === 'qualification' || kind === 'duty') &&
    isText(text.zh) &&
    isText(text.en)
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= TEXT_LIMIT;
}

function isRetention(value: unknown): value is number | null {
  return value === null || (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= RETENTION_LIMIT_MONTHS);
}

function isKeyOf<Key extends string>(table: Readonly<Record<Key, unknown>>): (value: unknown) => value is Key {
  return (value): value is Key => typeof value === 'string' && Object.hasOwn(table, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(field: string, message: string): Refused {
  return refuseTerms('terms.malformed', message, { field });
}
