import { createHash } from 'node:crypto';
import { type Client, type QueryResult } from 'pg';
import { type EntityManager } from 'typeorm';
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

export class ClientQuery implements Query {
  constructor(
    private readonly client: Client,
    readonly manager: EntityManager,
  ) {}

  async rows<T extends object>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return (await this.send<T>(sql, parameters)).rows;
  }

  async one<T extends object>(sql: string, parameters: readonly unknown[] = []): Promise<T | undefined> {
    const rows = await this.rows<T>(sql, parameters);
    if (rows.length > 1) throw new Error(`expected one row at most, got ${rows.length}`);
    return rows[0];
  }

  async run(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    return (await this.send(sql, parameters)).rowCount ?? 0;
  }

  private async send<T extends object>(sql: string, parameters: readonly unknown[]): Promise<QueryResult<T>> {
    try {
      return await this.client.query<T>(statementOf(sql, parameters));
    } catch (error) {
      throw databaseError(error);
    }
  }
}

export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

const NAME_LIMIT = 500;
const names = new Map<string, string>();

/**
 * A statement with parameters is prepared once a connection: without that Postgres parses and plans it each time, which for the
 * short statements of this application costs as much as running it. Texts that are put together without end would fill the server's
 * memory, so only the first `NAME_LIMIT` of a process are.
 */
export function statementOf(text: string, parameters: readonly unknown[]): Statement {
  const values = [...parameters];
  const known = names.get(text);
  if (known !== undefined) return { name: known, text, values };
  if (values.length === 0 || names.size >= NAME_LIMIT) return { text, values };
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  names.set(text, name);
  return { name, text, values };
}
