import { ok, type Result } from '#libs/kernel';
import { type Actor, type SessionActor } from './actor';
import { refuseIdentity } from './identity.errors';
import { type PersonRole } from './role';

/** Refuses `identity.role-needed`, naming the roles of which one would do. */
export const needsRole = (actor: Actor, ...roles: readonly PersonRole[]): Result<void> =>
  roles.some((role) => actor.roles.includes(role))
    ? ok(undefined)
    : refuseIdentity('identity.role-needed', `This needs the role ${roles.join(' or ')}.`, { facts: { roles } });

/** Operators and admins of an exchange. Refuses `identity.role-needed`. */
export const needsExchange = (actor: Actor): Result<void> =>
  actor.organisationRoles.includes('exchange')
    ? needsRole(actor, 'operator', 'admin')
    : refuseIdentity('identity.role-needed', 'Only an exchange can do this.', { facts: { roles: ['operator', 'admin'] } });

/**
 * What decides who gets in is for people at a screen: a token that leaked must not make itself another, or a friend a member.
 * Refuses `identity.session-only`.
 */
export const needsSession = (actor: Actor): Result<SessionActor> =>
  actor.via === 'session' ? ok(actor) : refuseIdentity('identity.session-only', 'A token can not do this: sign in with your password.');

/** Refuses `identity.session-only`, `identity.role-needed`. */
export const needsAdminSession = (actor: Actor): Result<SessionActor> => {
  const role = needsRole(actor, 'admin');
  return role.ok ? needsSession(actor) : role;
};
