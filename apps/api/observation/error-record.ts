/** What a log keeps of an unexpected error. */
export interface ErrorRecord {
  readonly name: string;
  readonly code?: string;
  readonly message?: string;
  readonly constraint?: string;
  readonly frames: readonly string[];
}

/** Errors whose message our own code or the runtime wrote. Others quote their input: Postgres a row's values, JSON.parse the text. */
const ownMessages: ReadonlySet<string> = new Set(['Error', 'TypeError', 'RangeError', 'ReferenceError', 'AssertionError']);
const FRAME_LIMIT = 12;

/**
 * An error without what may be a patient's value: name, code, place; its message only where the message can't quote input.
 * A database error's message is left out, its constraint kept.
 */
export const describeError = (thrown: unknown): ErrorRecord => {
  if (!(thrown instanceof Error)) return { name: typeof thrown, frames: [] };
  const { code, constraint } = thrown as { code?: unknown; constraint?: unknown };
  return {
    name: thrown.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(ownMessages.has(thrown.name) && typeof constraint !== 'string' && !isFromPostgres(thrown) ? { message: thrown.message } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    frames: framesOf(thrown),
  };
};

const isFromPostgres = (error: Error): boolean => 'severity' in error || 'driverError' in error;

function framesOf(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return lines.slice(0, FRAME_LIMIT).map((line) => line.trim().slice(3));
}
