import { type Role, roleName } from './roles';

/** Who the transaction acts for; null where nobody said. An unset setting reads '' once a connection has had it set. */
export const CURRENT_ORGANISATION = `nullif(current_setting('medbourse.organisation', true), '')::uuid`;

export type Privilege = 'select' | 'insert' | 'update' | 'delete';

export type Grants = Partial<Readonly<Record<Exclude<Role, 'owner'>, readonly Privilege[]>>>;

export interface TenantTableOptions {
  /**
   * What each role may do. `app` and `identity` are held to the current organisation. `relay`, `public` and `regulator` reach the
   * rows of all organisations: grant them only what is theirs (outbox and timers; published projections; reading).
   */
  readonly grants: Grants;
  /** SQL condition for rows of other organisations that the current one may read besides its own, e.g. by `case_party`. Never to write. */
  readonly sight?: string;
}

/** Roles that work for all organisations. */
const CROSS_TENANT: readonly Role[] = ['relay', 'public', 'regulator'];

/**
 * SQL that puts a table under tenant isolation; it comes after `create table` in the same migration. The table has a column
 * `organisation_id uuid not null`, which is part of its primary key and of every unique key and foreign key
 * (`foreign key (organisation_id, case_id) references ... (organisation_id, id)`): Postgres checks keys without row-level security, so
 * a key without it tells one organisation what another has, and lets it point there.
 * The owner is held to the policies too: a migration that rewrites rows of all tenants takes the force off and puts it on again.
 */
export function tenantTable(table: string, { grants, sight }: TenantTableOptions): string {
  const own = `organisation_id = ${CURRENT_ORGANISATION}`;
  const held = ['owner' as const, ...rolesOf(grants).filter((role) => !CROSS_TENANT.includes(role))].map(roleName).join(', ');
  const all = rolesOf(grants).filter((role) => CROSS_TENANT.includes(role));
  return [
    ...forced(table),
    `create policy ${table}_tenant on ${table} to ${held} using (${own}) with check (${own});`,
    ...(sight ? [`create policy ${table}_sight on ${table} for select to ${held} using (${sight});`] : []),
    ...all.map((role) => `create policy ${table}_${role} on ${table} to ${roleName(role)} using (true) with check (true);`),
    ...grantsOn(table, grants),
  ].join('\n');
}

/**
 * SQL for a table of no tenant (organisations themselves, published projections, rule sets): row-level security on, and open to just the roles
 * that are granted something.
 */
export function sharedTable(table: string, grants: Grants): string {
  const roles = ['owner' as const, ...rolesOf(grants)].map(roleName).join(', ');
  return [
    ...forced(table),
    `create policy ${table}_shared on ${table} to ${roles} using (true) with check (true);`,
    ...grantsOn(table, grants),
  ].join('\n');
}

/** SQL that lets roles call a function, which nobody may otherwise. @param signature e.g. `begin_case(uuid, jsonb)` */
export function grantFunction(signature: string, roles: readonly Exclude<Role, 'owner'>[]): string {
  return `grant execute on function ${signature} to ${roles.map(roleName).join(', ')};`;
}

function forced(table: string): string[] {
  if (!/^[a-z][a-z0-9_]*$/.test(table)) throw new TypeError(`${table} is no plain table name`);
  return [`alter table ${table} enable row level security;`, `alter table ${table} force row level security;`];
}

function grantsOn(table: string, grants: Grants): string[] {
  return rolesOf(grants).map((role) => `grant ${grants[role]?.join(', ')} on ${table} to ${roleName(role)};`);
}

function rolesOf(grants: Grants): Exclude<Role, 'owner'>[] {
  return (Object.keys(grants) as Exclude<Role, 'owner'>[]).filter((role) => grants[role]?.length);
}
