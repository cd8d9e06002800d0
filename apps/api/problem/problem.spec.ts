import { type RefusalKind } from '#libs/kernel';
import { problem, problemOf, statusOf } from './problem';

const context = { path: '/api/cases/1', traceId: '0af7651916cd43dd8448eb211c80319c' };
const kinds: Record<RefusalKind, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-many': 429,
  unavailable: 503,
};

describe('problem details', () => {
  it.each(Object.entries(kinds))('a refusal of kind %s is a %i with a title of its own', (kind, status) => {
    expect(statusOf(kind as RefusalKind)).toBe(status);
    expect(problem(status, 'x', context).title).not.toBe('Error');
  });

  it('carry code, field, state and facts of the refusal, and where it happened', () => {
    const refusal = {
      code: 'case.conflict',
      kind: 'conflict',
      message: 'It moved on.',
      state: 'sealed',
      field: 'a',
      facts: { version: 3 },
    } as const;
    expect(problemOf(refusal, context)).toEqual({
      type: 'urn:medbourse:problem:case.conflict',
      title: 'Conflict',
      status: 409,
      detail: 'It moved on.',
      instance: '/api/cases/1',
      code: 'case.conflict',
      traceId: context.traceId,
      state: 'sealed',
      field: 'a',
      facts: { version: 3 },
    });
  });
});
