import { Pool } from 'pg';

const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 30_000;

export interface RelayPoolOptions {
  readonly size: number;
  readonly program: string;
  /** Whether a commit waits for the disk. Where not, a crash of Postgres may take the last moments of what was written back. */
  readonly durable: boolean;
}

/** Connections as the relay's role, outside TypeORM: each of the queue's statements is one round trip and its own transaction. */
export function relayPool(relayUrl: string, { size, program, durable }: RelayPoolOptions): Pool {
  const pool = new Pool({
    connectionString: relayUrl,
    max: size,
    application_name: `medbourse-${program}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    options: durable ? undefined : '-c synchronous_commit=off',
  });
  // A broken idle connection is replaced; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}
