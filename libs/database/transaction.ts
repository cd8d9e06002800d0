import { type Client } from 'pg';
import { type DataSource, type QueryRunner } from 'typeorm';
import { sqlStateOf } from './postgres.errors';
import { ClientQuery, type Query, statementOf } from './query';

export interface TransactionOptions {
  readonly readOnly?: boolean;
  /** Settings for this transaction alone, by name. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** One transaction on one connection, taken from the pool at its begin and given back by `release`. */
export class Transaction {
  private ended = false;

  private constructor(
    private readonly runner: QueryRunner,
    private readonly client: Client,
    private readonly begun: Promise<unknown>,
    readonly query: Query,
  ) {}

  /** BEGIN is sent, not awaited: the first statement of the work follows on its heels, and without BEGIN it would see no tenant and so nothing. */
  static async begin(dataSource: DataSource, options: TransactionOptions): Promise<Transaction> {
    const runner = dataSource.createQueryRunner();
    const client = (await runner.connect()) as Client;
    const begun = client.query(beginStatement(options));
    begun.catch(() => undefined);
    // TypeORM is told that its transaction has begun: else the first `manager.save` would begin one of its own and commit ours.
    Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
    return new Transaction(runner, client, begun, new ClientQuery(client, runner.manager));
  }

  async commit(): Promise<void> {
    await this.begun;
    const { command } = await this.client.query('commit');
    this.ended = true;
    // After a failed statement COMMIT rolls back, and says so in its tag alone.
    if (command !== 'COMMIT')
      throw new Error('nothing was committed: a statement had failed, and its error was caught within the transaction');
  }

  /** Rolls back what was not committed. A connection on which even that fails is closed, and the server rolls back. */
  async release(): Promise<void> {
    const failed = this.ended ? undefined : await this.client.query('rollback').then(() => undefined, asError);
    await releaseConnection(this.runner, failed);
  }
}

/**
 * One statement, in a transaction with the given settings or without any. BEGIN, statement and COMMIT go out together; where one fails,
 * those behind it fail too and nothing is done. Errors are the driver's.
 */
export async function runStatement<T extends object>(
  dataSource: DataSource,
  sql: string,
  parameters: readonly unknown[],
  options?: TransactionOptions,
): Promise<T[]> {
  const runner = dataSource.createQueryRunner();
  const client = (await runner.connect()) as Client;
  let failure: unknown;
  try {
    const statement = statementOf(sql, parameters);
    if (!options) return (await client.query<T>(statement)).rows;
    const sent = [client.query(beginStatement(options)), client.query<T>(statement), client.query('commit')] as const;
    await Promise.allSettled(sent);
    const [, result] = await Promise.all(sent);
    return result.rows;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await releaseConnection(runner, isStalePlan(failure) ? (failure as Error) : undefined);
  }
}

function beginStatement({ readOnly, settings = {} }: TransactionOptions): string {
  const set = Object.entries(settings).map(([name, value]) => `; set local ${name} = '${value.replaceAll("'", "''")}'`);
  return `begin${readOnly ? ' read only' : ''}${set.join('')}`;
}

/** A prepared statement whose result a migration changed under it: it fails for as long as its connection lives. */
function isStalePlan(error: unknown): boolean {
  return sqlStateOf(error) === '0A000' && (error as Error).message.includes('cached plan');
}

function asError(error: Error): Error {
  return error;
}

/** With an error the pool closes the connection in place of using it again. */
function releaseConnection(runner: QueryRunner, error: Error | undefined): Promise<void> {
  return (runner as unknown as { releasePostgresConnection(error?: Error): Promise<void> }).releasePostgresConnection(error);
}
