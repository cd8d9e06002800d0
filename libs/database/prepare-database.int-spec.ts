import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { ok, orThrow } from '#libs/kernel';
import { postgresOfRun } from '../../test/support/postgres-of-run';
import { withClient } from './client';
import { prepareDatabase } from './prepare-database';
import { rolePasswordsFrom, rolePasswordsIn } from './role-passwords';
import { ROLES, roleName } from './roles';
import { scramVerifier } from './scram-verifier';

const { administratorUrl, passwords } = postgresOfRun();
const name = `prepared_${process.pid}`;

const administer = async <T extends object>(sql: string) =>
  orThrow(await withClient(administratorUrl, async (client) => ok((await client.query<T>(sql)).rows)));

describe('preparing a database', () => {
  afterAll(() => administer(`drop database if exists ${name}`));

  it('may be done again and at once, and gives each role its own way in', async () => {
    const prepare = () => prepareDatabase({ administratorUrl, name, passwords });
    const urls = orThrow(await prepare());
    expect((await Promise.all([prepare(), prepare()])).map(orThrow)).toEqual([urls, urls]);
    for (const role of ROLES) {
      const who = await withClient(urls[role], async (client) =>
        ok((await client.query<{ who: string }>('select current_user as who')).rows),
      );
      expect(who).toEqual(ok([{ who: roleName(role) }]));
    }
  });

  it('shuts out a role that is not of Medbourse', async () => {
    const stranger = `stranger_${process.pid}`;
    await administer(`create role ${stranger} login password '${await scramVerifier('open-sesame')}'`);
    const url = Object.assign(new URL(administratorUrl), { username: stranger, password: 'open-sesame', pathname: `/${name}` }).href;
    const client = new Client({ connectionString: url });
    await expect(client.connect()).rejects.toMatchObject({ code: '42501' });
    await administer(`drop role ${stranger}`);
  });

  it('makes no role that is a superuser, may bypass row-level security or make things', async () => {
    const rows = await administer(
      `select from pg_roles where rolname like 'medbourse%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolinherit)`,
    );
    expect(rows).toEqual([]);
  });

  it('refuses with database.unavailable where no server is', async () => {
    expect(await prepareDatabase({ administratorUrl: administratorUrl.replace(/:\d+\//, ':1/'), name, passwords })).toMatchObject({
      refusal: { code: 'database.unavailable' },
    });
  });
});

describe('passwords of the roles', () => {
  it('are made once a folder, readable by nobody else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'medbourse-passwords-'));
    const made = await rolePasswordsIn(folder);
    expect(await rolePasswordsIn(folder)).toEqual(made);
    expect(new Set(Object.values(made)).size).toBe(ROLES.length);
    expect((await stat(join(folder, 'role-passwords.json'))).mode & 0o777).toBe(0o600);
    await rm(folder, { recursive: true });
  });

  it('follow from the secret of a real server, differ by role, and need a long one', () => {
    const secret = 'a secret of thirty-two characters';
    expect(rolePasswordsFrom(secret)).toEqual(rolePasswordsFrom(secret));
    expect(new Set(Object.values(rolePasswordsFrom(secret))).size).toBe(ROLES.length);
    expect(() => rolePasswordsFrom('short')).toThrow(RangeError);
  });
});
