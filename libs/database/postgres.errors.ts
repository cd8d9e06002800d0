import { type Refused } from '#libs/kernel';
import { refuseDatabase } from './database.errors';

/** SQLSTATE codes by Postgres's Appendix A; system errors by their names in Node. */
const SQLSTATE = /^[0-9A-Z]{5}$/;
const RETRYABLE = new Set(['40001', '40P01']);
const CONNECTION_LOST = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT'],
  ...['08000', '08001', '08003', '08004', '08006', '57P01', '57P02', '57P03', '57P05', '53300', '25P03'],
]);

/** pg has no codes for these. */
const CONNECTION_MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|timeout expired|timeout exceeded when trying to connect|Connection ended|Client was closed)/;

interface PostgresError {
  readonly code?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly message?: string;
  readonly driverError?: unknown;
}

/** TypeORM wraps what pg threw. */
function postgresError(error: unknown): PostgresError {
  const outer = (error ?? {}) as PostgresError;
  return outer.driverError === undefined ? outer : (outer.driverError as PostgresError);
}

/**
 * What Postgres refused, without what it refused it for: the error of pg carries the row (`detail`), TypeORM's the parameters, and
 * both end in logs. Of data exceptions (SQLSTATE class 22) the part of the message that quotes the value is cut.
 */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';

  constructor(
    /** SQLSTATE. */
    readonly code: string,
    message: string,
    readonly table?: string,
    readonly constraint?: string,
  ) {
    super(`${code} ${message}`);
  }
}

/** A server's error as `DatabaseError`; any other as it is. */
export function databaseError(error: unknown): unknown {
  const { code, message = '', table, constraint } = postgresError(error);
  if (error instanceof DatabaseError || code === undefined || !SQLSTATE.test(code)) return (error as PostgresError).driverError ?? error;
  return new DatabaseError(code, code.startsWith('22') ? message.replace(/:.*$/s, '') : message, table, constraint);
}

/** The SQLSTATE of a server's error; undefined for any other. */
export function sqlStateOf(error: unknown): string | undefined {
  const { code } = postgresError(error);
  return code !== undefined && SQLSTATE.test(code) ? code : undefined;
}

/** A serialization failure or a deadlock: the same transaction may succeed when it is done again from its start. */
export function isRetryable(error: unknown): boolean {
  return RETRYABLE.has(postgresError(error).code ?? '');
}

/** A lock not got within `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return postgresError(error).code === '55P03';
}

export function isConnectionLoss(error: unknown): boolean {
  const { code, message } = postgresError(error);
  if (code !== undefined) return CONNECTION_LOST.has(code);
  return CONNECTION_MESSAGES.test(message ?? '') || (error instanceof AggregateError && error.errors.some(isConnectionLoss));
}

/** The name of the unique constraint or index that was violated, so that a library can say what it means; undefined for any other error. */
export function violatedUnique(error: unknown): string | undefined {
  return violated(error, '23505');
}

/** The same for a foreign key. */
export function violatedForeignKey(error: unknown): string | undefined {
  return violated(error, '23503');
}

/** The same for a check constraint. */
export function violatedCheck(error: unknown): string | undefined {
  return violated(error, '23514');
}

function violated(error: unknown, sqlState: string): string | undefined {
  const { code, constraint } = postgresError(error);
  return code === sqlState ? (constraint ?? '') : undefined;
}

/** @param outcome `unknown` where the connection broke during COMMIT: it may or may not have happened, so only what is idempotent may be repeated. */
export function unavailable(outcome: 'not-done' | 'unknown'): Refused {
  return refuseDatabase('database.unavailable', 'The database can not be reached; try again in a moment.', { facts: { outcome } });
}
