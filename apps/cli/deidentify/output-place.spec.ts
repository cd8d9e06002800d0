import fc from 'fast-check';
import { join } from 'node:path';
import { pathPart } from './output-place';

it('keeps a UID and a pseudonym as they are', () => {
  expect(pathPart('2.25.3141592653589793')).toBe('2.25.3141592653589793');
  expect(pathPart('no-study')).toBe('no-study');
});

it('leads out of no folder, whatever text was retained', () => {
  const hostile = fc.oneof(fc.string(), fc.constantFrom('..', '.', '', '../../etc', 'a/b', '1.2\0', 'a\\b', '..\\..'));
  fc.assert(fc.property(hostile, (text) => expect(join('/out', pathPart(text), 'x')).toMatch(/^\/out\/[0-9A-Za-z.-]+\/x$/)));
});
