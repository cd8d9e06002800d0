import { rolePasswordsFrom, rolePasswordsIn, roleUrls, type RoleUrls } from '#libs/database';

export interface DatabaseAccess {
  /** The server and the database's name; its user and password count only where the schema is prepared. */
  readonly databaseUrl: string;
  /** From which the roles' passwords are derived on a real server; absent: the passwords in the data folder (embedded Postgres). */
  readonly databaseSecret?: string;
  readonly dataFolder: string;
}

export const DATABASE_NAME = 'medbourse';

/** How this process reaches the database as each role. */
export async function roleUrlsOf({ databaseUrl, databaseSecret, dataFolder }: DatabaseAccess): Promise<RoleUrls> {
  const passwords = databaseSecret ? rolePasswordsFrom(databaseSecret) : await rolePasswordsIn(dataFolder);
  return roleUrls(databaseUrl, databaseNameOf(databaseUrl), passwords);
}

export function databaseNameOf(databaseUrl: string): string {
  const path = decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  return path === '' || path === 'postgres' ? DATABASE_NAME : path;
}
