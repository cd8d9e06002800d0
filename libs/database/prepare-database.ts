import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import { type Result, ok } from '#libs/kernel';
import { withClient } from './client';
import { refuseDatabase } from './database.errors';
import { ROLES, type Role, type RolePasswords, type RoleUrls, forEachRole, roleName } from './roles';
import { scramVerifier } from './scram-verifier';

export interface DatabaseRequest {
  /** An administrator's URL: a superuser, or one with CREATEROLE and CREATEDB. */
  readonly administratorUrl: string;
  readonly name: string;
  readonly passwords: RolePasswords;
}

/**
 * Makes the roles and the database where they are missing, sets the passwords, and shuts everybody else out. May run at every
 * start and on several machines at once.
 * Refusals: `database.unavailable`, `database.role-too-powerful` (someone made a role of ours a superuser, or lets it bypass row-level security).
 */
export function prepareDatabase({ administratorUrl, name, passwords }: DatabaseRequest): Promise<Result<RoleUrls>> {
  return withClient(administratorUrl, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('medbourse'), hashtext('roles'))`);
    for (const role of ROLES) await ensureRole(client, role, passwords[role]);
    const powerful = await tooPowerful(client);
    if (powerful)
      return refuseDatabase('database.role-too-powerful', `The role ${powerful} may bypass row-level security.`, {
        facts: { role: powerful },
      });
    await ensureDatabase(client, name);
    return ok(roleUrls(administratorUrl, name, passwords));
  });
}

/** The URLs of an existing database's roles, without looking. */
export function roleUrls(administratorUrl: string, name: string, passwords: RolePasswords): RoleUrls {
  return forEachRole((role) => {
    const url = new URL(administratorUrl);
    url.username = roleName(role);
    url.password = passwords[role];
    url.pathname = `/${encodeURIComponent(name)}`;
    return url.href;
  });
}

/** Attributes are only given at creation: altering `NOSUPERUSER`, even to what it is, takes a superuser. */
async function ensureRole(client: Client, role: Role, password: string): Promise<void> {
  const name = roleName(role);
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name]);
  if (rowCount === 0) {
    await client.query(`create role ${name} login nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls`);
  }
  await client.query(`alter role ${name} with password ${escapeLiteral(await scramVerifier(password))}`);
}

async function tooPowerful(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ rolname: string }>(
    'select rolname from pg_roles where rolname = any($1) and (rolsuper or rolbypassrls) limit 1',
    [ROLES.map(roleName)],
  );
  return rows[0]?.rolname;
}

async function ensureDatabase(client: Client, name: string): Promise<void> {
  const owner = roleName('owner');
  const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
  if (rowCount === 0) {
    // An administrator who is no superuser must be a member of the role that he gives a database to.
    await client.query(
      `do $$ begin if not (select rolsuper from pg_roles where rolname = current_user) then execute 'grant ${owner} to current_user'; end if; end $$`,
    );
    await client.query(`create database ${escapeIdentifier(name)} owner ${owner} template template0 encoding 'UTF8'`);
  }
  await client.query(accessTo(name));
}

/** A database's own grants are not copied from its template, so clones need this too. */
export function accessTo(name: string): string {
  const roles = ROLES.map(roleName).join(', ');
  return `revoke all on database ${escapeIdentifier(name)} from public; grant connect on database ${escapeIdentifier(name)} to ${roles};`;
}
