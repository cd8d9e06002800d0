import { Client } from 'pg';
import { type Result } from '#libs/kernel';
import { isConnectionLoss, unavailable } from './postgres.errors';

const CONNECT_TIMEOUT_MS = 10_000;

/** One connection for the length of `work`, outside every pool: for administration and migrations. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<Result<T>>): Promise<Result<T>> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'medbourse-admin' });
  // Without a listener a connection that breaks between two statements ends the process; the next statement reports it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    if (isConnectionLoss(error)) return unavailable('not-done');
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
