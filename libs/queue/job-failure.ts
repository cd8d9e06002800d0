import { isRefusal, type Refusal, RefusalError, type RefusalKind } from '#libs/kernel';
import { refuseQueue } from './queue.errors';

/** What becomes of a job whose handler ended with a refusal: it is tried again, or given up at once because no repetition can help. */
export type Fate = 'try-again' | 'give-up';

export const fateOf = (kind: RefusalKind): Fate => {
  switch (kind) {
    case 'unavailable':
    case 'too-many':
      return 'try-again';
    case 'invalid':
    case 'not-found':
    case 'conflict':
    case 'forbidden':
    case 'unauthenticated':
      return 'give-up';
  }
};

/**
 * What a handler threw, as a refusal. An exception's message is dropped: it may quote the data that broke the handler, and failures are
 * kept in clear text. Its class and its code (SQLSTATE, errno) say enough to look further with the trace id.
 */
export const refusalOf = (thrown: unknown): Refusal => {
  if (thrown instanceof RefusalError) return thrown.refusal;
  if (isRefusal(thrown)) return thrown;
  const error = thrown instanceof Error ? thrown.name : typeof thrown;
  const code = codeOf(thrown);
  return refuseQueue('queue.unexpected', 'The job broke off unexpectedly.', { facts: { error, ...(code ? { code } : {}) } }).refusal;
};

/** Where an error arose, without its message (see `refusalOf`): fit for a log. */
export const framesOf = (thrown: unknown): string[] =>
  thrown instanceof Error ? (thrown.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at ')) : [];

const codeOf = (thrown: unknown): string | undefined => {
  const code = typeof thrown === 'object' && thrown !== null ? (thrown as { code?: unknown }).code : undefined;
  return typeof code === 'string' && /^[\w.-]{1,40}$/.test(code) ? code : undefined;
};
