import { migrate, prepareDatabase, rolePasswordsFrom, rolePasswordsIn, type RoleUrls } from '#libs/database';
import { type Result } from '#libs/kernel';
import { prepareQueueSchema } from '#libs/queue';
import { databaseNameOf, type DatabaseAccess } from './database-access';
import { allMigrations } from './migrations';

/** Makes roles, database and schema what this Medbourse needs. `databaseUrl` is an administrator's. May run at every start and on several machines at once. */
export async function prepareSchema(access: DatabaseAccess): Promise<Result<RoleUrls>> {
  const { databaseUrl, databaseSecret, dataFolder } = access;
  const passwords = databaseSecret ? rolePasswordsFrom(databaseSecret) : await rolePasswordsIn(dataFolder);
  const prepared = await prepareDatabase({ administratorUrl: databaseUrl, name: databaseNameOf(databaseUrl), passwords });
  if (!prepared.ok) return prepared;
  const migrated = await migrate(prepared.value.owner, allMigrations);
  if (!migrated.ok) return migrated;
  const queue = await prepareQueueSchema(prepared.value.owner);
  return queue.ok ? prepared : queue;
}
