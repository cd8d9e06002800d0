import { type Bilingual, type Refusal } from '#libs/kernel';
import { isPermitted, partsOf, type Actor } from './actor';
import { type CaseDefinition, type CaseSnapshot, type Facts } from './case-definition';
import { contextOf, firstBroken } from './decide';
import { type Fields } from './payload-fields';

/** A command as it is offered on a record: allowed, or why not. */
export interface OfferedCommand {
  readonly name: string;
  readonly title: Bilingual;
  readonly allowed: boolean;
  readonly whyNot?: Refusal;
  readonly payload: Fields;
}

/** The commands of the state that the actor's part and role may give; those whose guards do not hold are shown with the reason. System commands are never offered. */
export function offeredCommands<D, S extends string>(
  definition: CaseDefinition<D, S>,
  snapshot: CaseSnapshot<D, S>,
  actor: Actor,
  circumstances: { readonly facts: Facts; readonly now: Date },
): readonly OfferedCommand[] {
  if (actor.kind !== 'person') return [];
  const parts = partsOf(actor, snapshot.parties);
  return Object.entries(definition.commands)
    .filter(([, command]) => command.from.includes(snapshot.state) && isPermitted(actor, parts, command.by))
    .map(([name, command]) => {
      const broken = firstBroken(command, contextOf(snapshot, actor, circumstances));
      return { name, title: command.title, payload: command.payload, allowed: !broken, ...(broken && { whyNot: broken.refusal }) };
    });
}
