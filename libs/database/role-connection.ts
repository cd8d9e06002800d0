import { setTimeout as delay } from 'node:timers/promises';
import { type DataSource } from 'typeorm';
import { RefusalError, type Result, ok } from '#libs/kernel';
import { refuseDatabase } from './database.errors';
import { databaseError, isConnectionLoss, isLockTimeout, isRetryable, unavailable } from './postgres.errors';
import { type Query } from './query';
import { type Role } from './roles';
import { Transaction, type TransactionOptions, runStatement } from './transaction';

/** What a transaction does. It may be done again from its start after a deadlock, so it changes nothing but the database. */
export type Work<T> = (query: Query) => Promise<Result<T>>;

const ATTEMPT_LIMIT = 5;
const BACKOFF_MS = 20;

/**
 * The pool of one role. Refusals of its own are `database.unavailable` (its fact `outcome` is `unknown` where the connection broke when
 * a write may have been committed) and `database.contended` (deadlocked or serialised against others too often, or a lock not got in time).
 * Other errors of the server are thrown as `DatabaseError`.
 */
export class RoleConnection {
  constructor(
    readonly role: Role,
    readonly dataSource: DataSource,
  ) {}

  /**
   * One transaction: committed where the work returns a value, rolled back where it returns a refusal or throws (a thrown
   * `RefusalError` is returned as its refusal).
   */
  transaction<T>(work: Work<T>, options: TransactionOptions = {}): Promise<Result<T>> {
    return again(() => this.attempt(work, options));
  }

  /** One statement in a transaction of its own with the given settings: one round trip. */
  statement<T extends object>(sql: string, parameters: readonly unknown[], options: TransactionOptions): Promise<Result<T[]>> {
    const outcome = options.readOnly ? 'not-done' : 'unknown';
    return again(() =>
      failures(
        async () => ok(await runStatement<T>(this.dataSource, sql, parameters, options)),
        () => outcome,
      ),
    );
  }

  /** One statement, committed by itself. */
  rows<T extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Result<T[]>> {
    return again(() =>
      failures(
        async () => ok(await runStatement<T>(this.dataSource, sql, parameters)),
        () => 'unknown',
      ),
    );
  }

  private async attempt<T>(work: Work<T>, options: TransactionOptions): Promise<Result<T> | 'retry'> {
    let committing = false;
    const run = async (): Promise<Result<T>> => {
      const transaction = await Transaction.begin(this.dataSource, options);
      try {
        const result = await work(transaction.query);
        committing = result.ok;
        if (result.ok) await transaction.commit();
        return result;
      } finally {
        await transaction.release();
      }
    };
    return failures(run, () => (committing && !options.readOnly ? 'unknown' : 'not-done'));
  }
}

async function again<T>(attempt: () => Promise<Result<T> | 'retry'>): Promise<Result<T>> {
  for (let count = 1; ; count += 1) {
    const outcome = await attempt();
    if (outcome !== 'retry') return outcome;
    if (count === ATTEMPT_LIMIT)
      return refuseDatabase('database.contended', 'Others changed the same records at the same time; look again.');
    await delay(BACKOFF_MS * count * (0.5 + Math.random()));
  }
}

async function failures<T>(run: () => Promise<Result<T>>, outcome: () => 'not-done' | 'unknown'): Promise<Result<T> | 'retry'> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
    if (isConnectionLoss(error)) return unavailable(outcome());
    if (isRetryable(error)) return 'retry';
    if (isLockTimeout(error)) return refuseDatabase('database.contended', 'The records are busy; try again in a moment.');
    throw databaseError(error);
  }
}
