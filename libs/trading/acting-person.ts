import { type Actor } from '#libs/cases';

/** Who acts, as documents of a case name him: a person's id, or the system's own. */
export const actingId = (actor: Actor): string => (actor.kind === 'person' ? actor.personId : `${actor.kind}:${actor.id}`);

export const hasRole = (actor: Actor, role: string): boolean => actor.kind === 'person' && actor.roles.includes(role);
