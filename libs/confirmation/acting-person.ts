import { type Actor } from '#libs/cases';

/** The person who acts. Throws where a command for people was given by the system: its definition would be wrong. */
export function personOf(actor: Actor): string {
  if (actor.kind !== 'person') throw new Error(`a person's command was given by the ${actor.kind}`);
  return actor.personId;
}
