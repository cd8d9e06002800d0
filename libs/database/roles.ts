/**
 * The roles of the database, each with its own password. None is a superuser or bypasses row-level security.
 * - `owner` owns the schema and runs migrations; tables force their policies on it too.
 * - `app` serves one organisation at a time.
 * - `relay` moves outbox rows and timers of all organisations, and sees nothing else.
 * - `identity` sees the tables of authentication.
 * - `public` sees published projections.
 * - `regulator` reads.
 */
export const ROLES = ['owner', 'app', 'relay', 'identity', 'public', 'regulator'] as const;

export type Role = (typeof ROLES)[number];

/** Roles belong to a whole server: two installations on one server would share them. */
export const roleName = (role: Role): `medbourse_${Role}` => `medbourse_${role}`;

export type RolePasswords = Readonly<Record<Role, string>>;

/** Connection URLs with passwords: never to be logged. */
export type RoleUrls = Readonly<Record<Role, string>>;

export const forEachRole = <T>(make: (role: Role) => T): Record<Role, T> =>
  Object.fromEntries(ROLES.map((role) => [role, make(role)])) as Record<Role, T>;
