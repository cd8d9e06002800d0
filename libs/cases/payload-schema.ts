import { type Field, type FieldEntry, type Fields } from './payload-fields';

/** JSON Schema (2020-12, as OpenAPI 3.1 has it). */
export type JsonSchema = { readonly [key: string]: unknown };

/** The schema of a payload, with examples and bilingual descriptions. */
export function schemaOf(fields: Fields): JsonSchema {
  const names = Object.keys(fields);
  const required = names.filter((name) => !fields[name]!.optional);
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(names.map((name) => [name, schemaOfField(fields[name]!)])),
  };
}

/** A payload that passes the check of its fields: for documentation and for tests that walk a definition. */
export function exampleOf(fields: Fields): Record<string, unknown> {
  const entries: [string, FieldEntry][] = Object.entries(fields);
  return Object.fromEntries(entries.map(([name, field]) => [name, exampleOfField(field)]));
}

function schemaOfField(field: Field): JsonSchema {
  const description = `${field.label.zh} / ${field.label.en}`;
  switch (field.kind) {
    case 'text':
      return { type: 'string', minLength: field.min, maxLength: field.max, description, ...(field.pattern && { pattern: field.pattern }) };
    case 'integer':
      return { type: 'integer', minimum: field.min, maximum: field.max, description };
    case 'money':
      return {
        type: 'object',
        description: `${description} (fen)`,
        additionalProperties: false,
        required: ['amount', 'currency'],
        properties: { amount: { type: 'integer', minimum: field.min, maximum: Number.MAX_SAFE_INTEGER }, currency: { const: 'CNY' } },
      };
    case 'date':
      return { type: 'string', format: 'date', description };
    case 'flag':
      return { type: 'boolean', description };
    case 'choice':
      return { type: 'string', enum: field.of, description };
    case 'id':
      return { type: 'string', format: 'uuid', description: `${description} (${field.of})` };
    case 'digest':
      return { type: 'string', pattern: '^[0-9a-f]{64}$', description };
    case 'list':
      return { type: 'array', items: schemaOfField(field.item), minItems: field.min, maxItems: field.max, description };
    case 'group':
      return { ...schemaOf(field.fields), description };
    case 'document':
      return { type: 'object', description: `${description} (${field.schema})` };
  }
}

function exampleOfField(field: Field): unknown {
  switch (field.kind) {
    case 'text':
      return field.example;
    case 'integer':
      return field.min;
    case 'money':
      return { amount: Math.max(field.min, 100_000), currency: 'CNY' };
    case 'date':
      return '2026-12-31';
    case 'flag':
      return true;
    case 'choice':
      return field.of[0];
    case 'id':
      return '01890a5d-ac96-774b-bcce-b302099a8057';
    case 'digest':
      return 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    case 'list':
      return [exampleOfField(field.item)];
    case 'group':
      return exampleOf(field.fields);
    case 'document':
      return field.example;
  }
}
