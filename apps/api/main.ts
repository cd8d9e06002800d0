import { EnginePool } from '#libs/engine';
import { createQueueBackend } from '#libs/queue';
import { orThrow } from '#libs/kernel';
import { composeExchange } from '../composition/exchange';
import { runProgram } from '../composition/program';
import { readApiConfiguration } from './configuration/api-configuration';
import { exchangeApi } from './exchange-api';

/** The API as a process: any number of them on one database. */
void runProgram('api', async (logger) => {
  const configuration = orThrow(readApiConfiguration(process.env));
  const { home, host, port, databaseUrl, databaseSecret, redisUrl, storageUrl } = configuration;
  if (!databaseUrl) throw new Error('DATABASE_URL is not set: `medbourse start` sets it for the embedded Postgres.');
  // For pictures of held files: what a hospital sent must not bring this process down.
  const engine = new EnginePool({ processes: 1 });
  const exchange = orThrow(await composeExchange({ program: 'api', dataFolder: home, databaseUrl, databaseSecret, storageUrl, engine }));
  const queue = createQueueBackend({ relayUrl: exchange.urls.relay, redisUrl, logger });
  const queueProbe = {
    name: 'queue',
    check: async () => {
      if (!(await queue.reachable())) throw new Error('the queue can not be reached');
    },
  };
  const app = await exchangeApi(exchange, { configuration, probes: [queueProbe] });
  await app.listen(port, host);
  logger.info({ port }, 'the API listens');
  return async () => {
    await app.close();
    await queue.close();
    await engine.close();
    await exchange.close();
  };
});
