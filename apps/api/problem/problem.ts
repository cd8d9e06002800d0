import { type Refusal, type RefusalKind } from '#libs/kernel';

/** One input that does not fit, by its path: `members.0.email`. `rules` are the names of the rules that it breaks, never its value. */
export interface FieldProblem {
  readonly field: string;
  readonly rules: readonly string[];
}

/** Problem details (RFC 9457). `code` is what programs look at; `type` is the same as a URI; the rest is for people. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance: string;
  readonly code: string;
  readonly traceId: string;
  readonly field?: string;
  readonly state?: string;
  readonly facts?: Refusal['facts'];
  readonly fields?: readonly FieldProblem[];
}

export const problemMediaType = 'application/problem+json';

/** The only place where a kind of refusal meets HTTP. A kind without a case does not compile. */
export const statusOf = (kind: RefusalKind): number => {
  switch (kind) {
    case 'invalid':
      return 422;
    case 'unauthenticated':
      return 401;
    case 'forbidden':
      return 403;
    case 'not-found':
      return 404;
    case 'conflict':
      return 409;
    case 'too-many':
      return 429;
    case 'unavailable':
      return 503;
  }
};

const titles: Readonly<Record<number, string>> = {
  400: 'Malformed request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request took too long',
  409: 'Conflict',
  413: 'Too large',
  414: 'Address too long',
  415: 'Media type not supported',
  422: 'Not accepted',
  428: 'Precondition needed',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available now',
};

export interface ProblemContext {
  /** Path of the request without its query, which may hold what somebody searched for. */
  readonly path: string;
  readonly traceId: string;
}

export const problemOf = (refusal: Refusal, context: ProblemContext): Problem => ({
  ...problem(statusOf(refusal.kind), refusal.code, context, refusal.message),
  ...(refusal.field === undefined ? {} : { field: refusal.field }),
  ...(refusal.state === undefined ? {} : { state: refusal.state }),
  ...(refusal.facts === undefined ? {} : { facts: refusal.facts }),
});

export const problem = (status: number, code: string, context: ProblemContext, detail?: string): Problem => ({
  type: `urn:medbourse:problem:${code}`,
  title: titles[status] ?? 'Error',
  status,
  ...(detail === undefined ? {} : { detail }),
  instance: context.path,
  code,
  traceId: context.traceId,
});
