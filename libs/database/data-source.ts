import { types as pgTypes } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';

export interface DataSourceRequest {
  readonly url: string;
  readonly entities: NonNullable<DataSourceOptions['entities']>;
  /** Connections this process may hold with this role. */
  readonly poolSize: number;
  /** What the server shows in pg_stat_activity. */
  readonly applicationName: string;
}

const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 60_000;
const LOCK_TIMEOUT_MS = 15_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;

/**
 * A TypeORM data source that never touches the schema. It is not connected yet: `initialize()` does that.
 * `bigint` is read as a number (one beyond 2^53 - 1 throws), `date` as 'YYYY-MM-DD', `numeric` as text.
 */
export function createDataSource({ url, entities, poolSize, applicationName }: DataSourceRequest): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    poolSize,
    applicationName,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    logging: false,
    // A broken idle connection is replaced by the pool; the default handler would print it.
    poolErrorHandler: () => undefined,
    extra: {
      // Statements are sent without waiting for the one before: BEGIN, statement and COMMIT then take one round trip.
      pipeline: true,
      types: { getTypeParser: typeParser },
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    },
  });
}

const typeParser: typeof pgTypes.getTypeParser = ((oid: number, format?: 'text' | 'binary') => {
  if (format !== 'binary' && oid === pgTypes.builtins.INT8) return safeInteger;
  // pg would make midnight in the machine's own zone of it.
  if (format !== 'binary' && oid === pgTypes.builtins.DATE) return String;
  return pgTypes.getTypeParser(oid, format as 'text');
}) as typeof pgTypes.getTypeParser;

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('a bigint beyond the safe integers was read');
  return value;
}
