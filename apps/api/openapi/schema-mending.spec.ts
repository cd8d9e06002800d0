import { mendSchemas } from './schema-mending';

describe('mending a generated document', () => {
  it('writes null as a type', () => {
    expect(mendSchemas({ type: 'string', nullable: true })).toEqual({ type: ['string', 'null'] });
    expect(mendSchemas({ type: 'string', nullable: false })).toEqual({ type: 'string' });
    expect(mendSchemas({ type: 'string', enum: ['a'], nullable: true })).toEqual({ type: ['string', 'null'], enum: ['a', null] });
    expect(mendSchemas({ $ref: '#/x', nullable: true })).toEqual({ anyOf: [{ $ref: '#/x' }, { type: 'null' }] });
    expect(mendSchemas({ allOf: [{ $ref: '#/x' }], nullable: true })).toEqual({ anyOf: [{ $ref: '#/x' }, { type: 'null' }] });
  });

  it('writes exclusive limits as numbers', () => {
    expect(mendSchemas({ a: [{ minimum: 0, exclusiveMinimum: true }] })).toEqual({ a: [{ exclusiveMinimum: 0 }] });
    expect(mendSchemas({ maximum: 9, exclusiveMaximum: false })).toEqual({ maximum: 9 });
  });

  it('leaves a property that is called nullable alone', () => {
    const schema = { properties: { nullable: { type: 'boolean' } } };
    expect(mendSchemas(schema)).toEqual(schema);
  });
});
