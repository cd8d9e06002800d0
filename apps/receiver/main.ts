import { readFile } from 'node:fs/promises';
import { type TlsOptions } from 'node:tls';
import { ReceiverSigns } from '#libs/collection';
import { orThrow } from '#libs/kernel';
import { readApiConfiguration } from '../api/configuration/api-configuration';
import { composeExchange } from '../composition/exchange';
import { runProgram } from '../composition/program';
import { intakeTarget } from './intake-target';
import { Receiver } from './receiver';
import { readReceiverSettings, type ReceiverSettings } from './receiver-settings';
import { SignOfLife } from './sign-of-life';

/** What a stopping receiver gives an object that is coming in to arrive. */
const GRACE_MS = 10_000;
/** An object is entered by one statement: few connections serve many associations. */
const POOL_SIZES = { app: 8, relay: 1, identity: 1, public: 1, regulator: 1 };

/** The DICOM listener as a process: any number of them on one database, each on a port of its own. */
void runProgram('receiver', async (logger) => {
  const { home, databaseUrl, databaseSecret, storageUrl } = orThrow(readApiConfiguration(process.env));
  if (!databaseUrl) throw new Error('DATABASE_URL is not set: `medbourse start` sets it for the embedded Postgres.');
  const { tls, associations, host, port } = orThrow(readReceiverSettings(process.env));
  const secured = tls && (await tlsOptions(tls));
  const exchange = orThrow(
    await composeExchange({ program: 'receiver', dataFolder: home, databaseUrl, databaseSecret, storageUrl, poolSizes: POOL_SIZES }),
  );
  const { connections, tenancy, services } = exchange;
  const perEndpoint = Math.max(1, Math.ceil(associations / 2));
  const findTarget = intakeTarget({ app: connections.app, tenancy, intake: services.collection.intake, perEndpoint });
  const receiver = new Receiver({ host, port, associations, tls: secured, findTarget, logger });
  const listening = { host, port: await receiver.listen(), tls: tls !== undefined };
  logger.info(listening, 'the receiver listens');
  const sign = new SignOfLife(new ReceiverSigns(connections.app), listening, logger);
  sign.start();
  return async () => {
    await sign.stop();
    await receiver.close(GRACE_MS);
    await exchange.close();
  };
});

async function tlsOptions({ key, certificate, authorities }: NonNullable<ReceiverSettings['tls']>): Promise<TlsOptions> {
  const [keyPem, certificatePem, authoritiesPem] = await Promise.all([
    readFile(key),
    readFile(certificate),
    authorities === undefined ? undefined : readFile(authorities),
  ]);
  return { key: keyPem, cert: certificatePem, ca: authoritiesPem, requestCert: authoritiesPem !== undefined, rejectUnauthorized: true };
}
