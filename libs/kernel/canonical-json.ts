import canonicalize from 'canonicalize';

const DEPTH_LIMIT = 200;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The one text of a JSON value by RFC 8785 (JCS), for hashing and signing. Members that are `undefined` are left out, as JSON does.
 * Throws TypeError for whatever JSON cannot carry unchanged — a Date, bytes, a Map, a number that is not finite, half a surrogate pair —
 * since two such values could hash alike.
 */
export const canonicalJson = (value: unknown): string => {
  assertJson(value, '$', 0);
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('canonical JSON: undefined is not a JSON value');
  return text;
};

function assertJson(value: unknown, path: string, depth: number): void {
  if (depth > DEPTH_LIMIT) throw new TypeError(`canonical JSON: deeper than ${DEPTH_LIMIT} levels`);
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'number') return assertThat(Number.isFinite(value), path, 'a number that is not finite');
  if (typeof value === 'string') return assertThat(!LONE_SURROGATE.test(value), path, 'text with half a surrogate pair');
  if (Array.isArray(value)) return Array.from(value).forEach((item, index) => assertJson(item, `${path}[${index}]`, depth + 1));
  assertThat(isRecord(value), path, `a value of type ${Object.prototype.toString.call(value)}`);
  for (const [key, member] of Object.entries(value as object)) {
    assertThat(!LONE_SURROGATE.test(key), path, 'a key with half a surrogate pair');
    if (member !== undefined) assertJson(member, `${path}.${key}`, depth + 1);
  }
}

function assertThat(holds: boolean, path: string, what: string): void {
  if (!holds) throw new TypeError(`canonical JSON: ${what} at ${path}`);
}

/** Class instances count by their own fields; what brings its own `toJSON` would be hashed as something other than what it is. */
function isRecord(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]' && typeof (value as { toJSON?: unknown }).toJSON !== 'function';
}
