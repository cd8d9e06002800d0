/**
 * The generator writes some of OpenAPI 3.0's words into a 3.1 document: `nullable`, boolean `exclusiveMinimum` and `exclusiveMaximum`,
 * `example` in schemas. 3.1 has JSON Schema 2020-12's: a null type, numbers, `examples`. Returns a document with those put right.
 */
export const mendSchemas = <T>(value: T): T => mend(value, 0) as T;

const DEPTH_LIMIT = 64;

function mend(value: unknown, depth: number): unknown {
  if (depth > DEPTH_LIMIT) throw new Error('a document deeper than any that we write');
  if (Array.isArray(value)) return value.map((one) => mend(one, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const mended = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mend(member, depth + 1)]));
  mendNullable(mended);
  mendExclusive(mended, 'exclusiveMinimum', 'minimum');
  mendExclusive(mended, 'exclusiveMaximum', 'maximum');
  return mended;
}

type Schema = Record<string, unknown>;

function mendNullable(schema: Schema): void {
  if (typeof schema['nullable'] !== 'boolean') return;
  const nullable = schema['nullable'];
  delete schema['nullable'];
  if (!nullable) return;
  if (typeof schema['type'] === 'string') schema['type'] = [schema['type'], 'null'];
  else if (Array.isArray(schema['allOf'])) {
    schema['anyOf'] = [...(schema['allOf'] as unknown[]), { type: 'null' }];
    delete schema['allOf'];
  } else if (typeof schema['$ref'] === 'string') {
    schema['anyOf'] = [{ $ref: schema['$ref'] }, { type: 'null' }];
    delete schema['$ref'];
  }
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(null)) schema['enum'] = [...(schema['enum'] as unknown[]), null];
}

function mendExclusive(schema: Schema, exclusive: 'exclusiveMinimum' | 'exclusiveMaximum', limit: 'minimum' | 'maximum'): void {
  if (typeof schema[exclusive] !== 'boolean') return;
  const isExclusive = schema[exclusive];
  delete schema[exclusive];
  if (!isExclusive) return;
  schema[exclusive] = schema[limit];
  delete schema[limit];
}
