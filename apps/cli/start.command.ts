import { type Command } from 'commander';
import { orThrow } from '#libs/kernel';
import { readApiConfiguration } from '../api/configuration/api-configuration';
import { ensureFirstOperator } from './first-operator';
import { startServer } from './exchange-server';
import { serverNews } from './server-news';
import { asked, fail } from './terminal';

/** `medbourse start`: serves without playing. */
export function addStart(program: Command): void {
  program
    .command('start')
    .description('start the exchange on this machine: Postgres, API, worker')
    .action(async () => {
      const configuration = readApiConfiguration(process.env);
      if (!configuration.ok) fail(configuration.refusal);
      const { home, port, databaseUrl, databaseSecret } = configuration.value;
      const started = await startServer({
        dataFolder: home,
        port,
        databaseUrl,
        databaseSecret,
        ...serverNews,
        beforePrograms: (urls) => ensureFirstOperator(urls, configuration.value),
      });
      if (!started.ok) fail(started.refusal);
      const server = orThrow(started);
      process.stdout.write(`Medbourse serves on ${server.url} — Ctrl-C stops it.\n`);
      await asked();
      await server.stop();
    });
}
