import 'reflect-metadata';
import fc from 'fast-check';
import { etagOf, parseIdempotencyKey, parseIfMatch } from './precondition.decorator';

describe('If-Match', () => {
  it('reads back every version that an ETag was made of', () => {
    fc.assert(fc.property(fc.nat(), (version) => expect(parseIfMatch(etagOf(version))).toBe(version)));
  });

  it('is needed', () => {
    expect(() => parseIfMatch(undefined)).toThrow(expect.objectContaining({ code: 'request.if-match-needed' }));
  });

  it.each(['*', 'W/"7"', '"7", "8"', '7', '"x"', ''])('is not %j', (header) => {
    expect(() => parseIfMatch(header)).toThrow(expect.objectContaining({ code: 'request.if-match-form' }));
  });
});

describe('Idempotency-Key', () => {
  it('is the same with and without quotes', () => {
    expect(parseIdempotencyKey('"0198-1f0e"')).toBe('0198-1f0e');
    expect(parseIdempotencyKey('0198-1f0e')).toBe('0198-1f0e');
  });

  it('is needed, and has a form', () => {
    expect(() => parseIdempotencyKey(undefined)).toThrow(expect.objectContaining({ code: 'request.idempotency-key-needed' }));
    for (const header of ['short', '"0198-1f0e', 'a b c d e f', 'x'.repeat(129)])
      expect(() => parseIdempotencyKey(header)).toThrow(expect.objectContaining({ code: 'request.idempotency-key-form' }));
  });
});
