import { setTimeout as delay } from 'node:timers/promises';
import { type DataSource, type QueryRunner } from 'typeorm';
import { RefusalError, type Result, ok } from '#libs/kernel';
import { refuseDatabase } from './database.errors';
import { databaseError, isConnectionLoss, isLockTimeout, isRetryable, unavailable } from './postgres.errors';
import { type Query, RunnerQuery } from './query';
import { type Role } from './roles';

/** What a transaction does. It may be done again from its start after a deadlock, so it changes nothing but the database. */
export type Work<T> = (query: Query) => Promise<Result<T>>;

export interface TransactionOptions {
  readonly readOnly?: boolean;
  /** Settings for this transaction alone, by name. */
  readonly settings?: Readonly<Record<string, string>>;
}

const ATTEMPT_LIMIT = 5;
const BACKOFF_MS = 20;

/** The pool of one role. */
export class RoleConnection {
  constructor(
    readonly role: Role,
    readonly dataSource: DataSource,
  ) {}

  /**
   * One transaction: committed where the work returns a value, rolled back where it returns a refusal or throws (a thrown
   * `RefusalError` is returned as its refusal).
   * Refusals of its own: `database.unavailable` (its fact `outcome` is `unknown` where the connection broke during COMMIT),
   * `database.contended` (deadlocked or serialised against others too often, or a lock not got in time).
   */
  async transaction<T>(work: Work<T>, options: TransactionOptions = {}): Promise<Result<T>> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.attempt(work, options);
      if (outcome !== 'retry') return outcome;
      if (attempt === ATTEMPT_LIMIT)
        return refuseDatabase('database.contended', 'Others changed the same records at the same time; look again.');
      await delay(BACKOFF_MS * attempt * (0.5 + Math.random()));
    }
  }

  /** One statement, committed by itself. */
  async rows<T extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Result<T[]>> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return ok(await new RunnerQuery(runner).rows<T>(sql, parameters));
    } catch (error) {
      if (isConnectionLoss(error)) return unavailable('unknown');
      throw databaseError(error);
    } finally {
      await runner.release();
    }
  }

  private async attempt<T>(work: Work<T>, options: TransactionOptions): Promise<Result<T> | 'retry'> {
    const runner = this.dataSource.createQueryRunner();
    let committing = false;
    try {
      await begin(runner, options);
      const result = await work(new RunnerQuery(runner));
      committing = result.ok;
      await (result.ok ? runner.commitTransaction() : runner.rollbackTransaction());
      return result;
    } catch (error) {
      if (isConnectionLoss(error)) return unavailable(committing ? 'unknown' : 'not-done');
      await rollback(runner);
      if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
      if (isRetryable(error)) return 'retry';
      if (isLockTimeout(error)) return refuseDatabase('database.contended', 'The records are busy; try again in a moment.');
      throw databaseError(error);
    } finally {
      await runner.release();
    }
  }
}

/**
 * BEGIN and the settings in one round trip. TypeORM sends its own `START TRANSACTION` by itself, so it is told that it did: else
 * the first `manager.save` would open a transaction of its own and commit ours.
 */
async function begin(runner: QueryRunner, { readOnly, settings = {} }: TransactionOptions): Promise<void> {
  const set = Object.entries(settings).map(([name, value]) => `; set local ${name} = '${value.replaceAll("'", "''")}'`);
  await runner.query(`begin${readOnly ? ' read only' : ''}${set.join('')}`);
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
}

/** Where even the rollback fails the connection is of no use: the server rolls back when it closes. */
async function rollback(runner: QueryRunner): Promise<void> {
  if (!runner.isTransactionActive) return;
  await runner
    .rollbackTransaction()
    .catch((error: Error) =>
      (runner as unknown as { releasePostgresConnection(error: Error): Promise<void> }).releasePostgresConnection(error),
    );
}
