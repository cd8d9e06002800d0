import { traceIdOf, traceparentOf } from './trace-context';

const id = '0af7651916cd43dd8448eb211c80319c';

describe('trace context', () => {
  it("keeps the caller's trace id, also of a later version of the header", () => {
    expect(traceIdOf(`00-${id}-b7ad6b7169203331-01`)).toBe(id);
    expect(traceIdOf(`cc-${id}-b7ad6b7169203331-01-more`)).toBe(id);
    expect(traceIdOf(traceparentOf(id))).toBe(id);
  });

  it.each([
    undefined,
    '',
    ['a', 'b'],
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-${id}-${'0'.repeat(16)}-01`,
    `ff-${id}-b7ad6b7169203331-01`,
    `00-${id.toUpperCase()}-b7ad6b7169203331-01`,
    `00-${id}-b7ad6b7169203331-01\n`,
  ])('makes a new one instead of %j', (header) => {
    expect(traceIdOf(header)).toMatch(/^[0-9a-f]{32}$/);
    expect(traceIdOf(header)).not.toBe(id);
  });
});
