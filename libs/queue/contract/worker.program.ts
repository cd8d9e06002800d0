/** A worker as a process of its own, for tests that kill or freeze it. Its jobs wait at their gates. */
import { connectDatabase, type RoleUrls, Tenancy } from '#libs/database';
import { orThrow } from '#libs/kernel';
import { createQueueBackend } from '../queue-backend.factory';
import { startWorkers } from '../workers';
import { contractRegistry } from './contract.jobs';

interface Configuration {
  readonly urls: RoleUrls;
  readonly redisUrl?: string;
  readonly home: string;
}

const report = (fields: unknown, message: string) => void process.stdout.write(`${message} ${JSON.stringify(fields)}\n`);

async function main({ urls, redisUrl, home }: Configuration): Promise<void> {
  const logger = { info: report, warn: report, error: report };
  const connections = orThrow(await connectDatabase(urls, { entities: [], program: 'victim' }));
  const backend = createQueueBackend({ relayUrl: urls.relay, redisUrl, logger });
  const registry = contractRegistry(new Tenancy(connections.app), true);
  startWorkers({ homes: [home], concurrency: 2, registry, backend, relayUrl: urls.relay, logger, lockSeconds: 1 });
}

void main(JSON.parse(process.argv[2] ?? '{}') as Configuration);
