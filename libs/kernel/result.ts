/** What sort of refusal it is; the one thing that a transport needs in order to choose a status. */
export type RefusalKind = 'invalid' | 'not-found' | 'conflict' | 'forbidden' | 'unauthenticated' | 'unavailable' | 'too-many';

/** Facts that a person needs to act on a refusal: ids, codes, counts, limits. Never a patient's value: refusals are logged. */
export type RefusalFacts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** An expected failure. `code` is a stable wire name (`money.overflow`), `field` the path of the input that is wrong, `state` where a case stood. */
export interface Refusal {
  readonly code: string;
  readonly kind: RefusalKind;
  readonly message: string;
  readonly field?: string;
  readonly state?: string;
  readonly facts?: RefusalFacts;
}

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

/** Expected failures are returned, broken invariants thrown. */
export type Result<T> = Ok<T> | Refused;

export type RefusalDetails = Pick<Refusal, 'field' | 'state' | 'facts'>;

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });

export const refuse = (code: string, kind: RefusalKind, message: string, details: RefusalDetails = {}): Refused => ({
  ok: false,
  refusal: { code, kind, message, ...details },
});

/**
 * A library's table of codes, each with its kind, made into the only function with which that library refuses:
 * `const refuseMoney = refusals({ 'money.overflow': 'invalid' })`. A code that is not in the table does not compile.
 */
export const refusals =
  <Code extends string>(kinds: Readonly<Record<Code, RefusalKind>>) =>
  (code: Code, message: string, details?: RefusalDetails): Refused =>
    refuse(code, kinds[code], message, details);

/** Carries a refusal across a boundary that knows exceptions alone: a transaction that must roll back, a framework's handler. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';

  constructor(readonly refusal: Refusal) {
    super(`${refusal.code}: ${refusal.message}`);
  }
}

const kinds: ReadonlySet<unknown> = new Set<RefusalKind>([
  'invalid',
  'not-found',
  'conflict',
  'forbidden',
  'unauthenticated',
  'unavailable',
  'too-many',
]);

/** Told by shape and not by class, so that a refusal read back from JSON counts. */
export const isRefusal = (value: unknown): value is Refusal => {
  if (typeof value !== 'object' || value === null) return false;
  const { code, kind, message } = value as Partial<Record<keyof Refusal, unknown>>;
  return typeof code === 'string' && kinds.has(kind) && typeof message === 'string';
};

/** The value, or the refusal thrown as `RefusalError`. */
export const orThrow = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new RefusalError(result.refusal);
};

/** All values in order, or the first refusal. */
export const allOk = <T>(results: Iterable<Result<T>>): Result<T[]> => {
  const values: T[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return ok(values);
};
