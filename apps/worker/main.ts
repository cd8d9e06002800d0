import { availableParallelism } from 'node:os';
import { EnginePool, ownProcessEngine } from '#libs/engine';
import { orThrow } from '#libs/kernel';
import { readApiConfiguration } from '../api/configuration/api-configuration';
import { composeExchange } from '../composition/exchange';
import { runProgram } from '../composition/program';
import { ExchangeWorker } from './worker';
import { readWorkerSettings, withLeaseLimit } from './worker-settings';

/** A worker as a process: any number of them on one database. `HOMES` names the homes it serves, `CENTRE=no` leaves it to raw data alone, `ENGINE_PROCESSES` says how many de-identify, `LEASE_LIMIT_SECONDS` shortens leases. */
void runProgram('worker', async (logger) => {
  const { home, databaseUrl, databaseSecret, redisUrl, storageUrl } = orThrow(readApiConfiguration(process.env));
  if (!databaseUrl) throw new Error('DATABASE_URL is not set: `medbourse start` sets it for the embedded Postgres.');
  const { homes, centre, leaseLimitSeconds, engineProcesses } = orThrow(readWorkerSettings(process.env));
  const engine = engineProcesses > 0 ? new EnginePool({ processes: engineProcesses }) : ownProcessEngine();
  const composed = orThrow(await composeExchange({ program: 'worker', dataFolder: home, databaseUrl, databaseSecret, storageUrl, engine }));
  const exchange = { ...composed, jobs: withLeaseLimit(composed.jobs, leaseLimitSeconds) };
  const worker = new ExchangeWorker(exchange, {
    homes,
    centre,
    leaseLimitSeconds,
    concurrency: availableParallelism(),
    redisUrl,
    logger,
  });
  worker.start();
  logger.info({}, 'the worker works');
  return async () => {
    await worker.stop();
    await engine.close();
    await exchange.close();
  };
});
