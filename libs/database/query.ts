import { type EntityManager, type QueryRunner } from 'typeorm';
import { databaseError } from './postgres.errors';

/** SQL within one transaction. Nothing of it may be used after the work that it was handed to has ended. */
export interface Query {
  rows<T extends object>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** The only row, or undefined where there is none; more than one is a broken invariant and throws. */
  one<T extends object>(sql: string, parameters?: readonly unknown[]): Promise<T | undefined>;
  /** How many rows the statement changed. */
  run(sql: string, parameters?: readonly unknown[]): Promise<number>;
  /** TypeORM on the same connection and transaction. Repositories taken from elsewhere use other connections, without the tenant. */
  readonly manager: EntityManager;
}

export class RunnerQuery implements Query {
  constructor(private readonly runner: QueryRunner) {}

  get manager(): EntityManager {
    return this.runner.manager;
  }

  async rows<T extends object>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return (await this.send(sql, parameters)).records as T[];
  }

  async one<T extends object>(sql: string, parameters: readonly unknown[] = []): Promise<T | undefined> {
    const rows = await this.rows<T>(sql, parameters);
    if (rows.length > 1) throw new Error(`expected one row at most, got ${rows.length}`);
    return rows[0];
  }

  async run(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    return (await this.send(sql, parameters)).affected ?? 0;
  }

  private async send(sql: string, parameters: readonly unknown[]) {
    try {
      return await this.runner.query(sql, parameters as unknown[], true);
    } catch (error) {
      throw databaseError(error);
    }
  }
}
