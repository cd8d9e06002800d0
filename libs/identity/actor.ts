import { type Id } from '#libs/kernel';
import { type OrganisationRole, type PersonRole } from './role';

interface ActorBase {
  readonly kind: 'person';
  readonly personId: Id;
  readonly organisationId: Id;
  /** Of this person in this organisation, as of now: a role that was taken away is gone with the next request. */
  readonly roles: readonly PersonRole[];
  readonly organisationRoles: readonly OrganisationRole[];
}

/** A person at the screen, in the organisation that his session is in. */
export interface SessionActor extends ActorBase {
  readonly via: 'session';
  readonly sessionId: Id;
}

/** A program that acts for the person who made its token, with at most the roles that the token was given. */
export interface TokenActor extends ActorBase {
  readonly via: 'token';
  readonly tokenId: Id;
}

/** Who asks. Whatever is decided is decided for an actor; nobody acts without an organisation. */
export type Actor = SessionActor | TokenActor;

export const hasRole = (actor: Actor, ...roles: readonly PersonRole[]): boolean => roles.some((role) => actor.roles.includes(role));
