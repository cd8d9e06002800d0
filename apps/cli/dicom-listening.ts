import { hasEndpoints } from '#libs/collection';
import { connectDatabase, type RoleUrls } from '#libs/database';
import { ok, type Result } from '#libs/kernel';
import { readReceiverSettings } from '../receiver/receiver-settings';

/** Whether the DICOM listener is to run: where its port is set, and where some hospital has made an endpoint. Refuses what its settings refuse. */
export async function listensToDicom(environment: NodeJS.ProcessEnv, urls: RoleUrls): Promise<Result<boolean>> {
  const settings = readReceiverSettings(environment);
  if (!settings.ok) return settings;
  if (environment['DICOM_PORT']?.trim()) return ok(true);
  const poolSizes = { app: 1, relay: 1, identity: 1, public: 1, regulator: 1 };
  const connected = await connectDatabase(urls, { entities: [], program: 'cli', poolSizes });
  if (!connected.ok) return connected;
  try {
    return await hasEndpoints(connected.value.app);
  } finally {
    await connected.value.close();
  }
}
