import { type Actor } from '#libs/cases';

/** For commands that only people may give. */
export function actingPerson(actor: Actor): string {
  if (actor.kind !== 'person') throw new Error('only a person gives this command');
  return actor.personId;
}
