import { type Command } from 'commander';
import { readApiConfiguration } from '../api/configuration/api-configuration';
import { prepareSchema } from '../composition/schema';
import { ensureFirstOperator } from './first-operator';
import { fail } from './terminal';

/** `medbourse prepare`: roles, schema and first operator on a real server, once before its API and workers start. */
export function addPrepare(program: Command): void {
  program
    .command('prepare')
    .description('make roles, schema and first operator on the server that DATABASE_URL names')
    .action(async () => {
      const configuration = readApiConfiguration(process.env);
      if (!configuration.ok) return fail(configuration.refusal);
      const { home, databaseUrl, databaseSecret } = configuration.value;
      if (!databaseUrl) return fail({ code: 'configuration.invalid', message: 'Set DATABASE_URL to an administrator of the server.' });
      const prepared = await prepareSchema({ dataFolder: home, databaseUrl, databaseSecret });
      if (!prepared.ok) return fail(prepared.refusal);
      const operator = await ensureFirstOperator(prepared.value, configuration.value);
      if (!operator.ok) return fail(operator.refusal);
      process.stdout.write('Roles, schema and first operator are there.\n');
    });
}
