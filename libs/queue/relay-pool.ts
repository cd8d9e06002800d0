import { Pool } from 'pg';

const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 30_000;

/** Connections as the relay's role, outside TypeORM: each of the queue's statements is one round trip and its own transaction. */
export function relayPool(relayUrl: string, size: number, program: string): Pool {
  const pool = new Pool({
    connectionString: relayUrl,
    max: size,
    application_name: `medbourse-${program}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
  });
  // A broken idle connection is replaced; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}
