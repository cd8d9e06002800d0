import { type CaseDefinition } from './case-definition';
import { destinations } from './destinations';

/** The definition as a Mermaid state diagram: commands on the arrows, those of the system in angle brackets. A command that moves nothing is no arrow. */
export function lifecycleDiagram(definition: CaseDefinition): string {
  const lines = ['stateDiagram-v2', `  [*] --> ${nameOf(definition.opening.to)}: open`];
  for (const [name, command] of Object.entries(definition.commands)) {
    const label = command.by.every((permission) => permission.startsWith('system:')) ? `«${name}»` : name;
    for (const from of command.from) {
      for (const to of destinations(command, from)) if (to !== from) lines.push(`  ${nameOf(from)} --> ${nameOf(to)}: ${label}`);
    }
  }
  for (const [name, state] of Object.entries(definition.states)) if (state.final) lines.push(`  ${nameOf(name)} --> [*]`);
  return `${lines.join('\n')}\n`;
}

/** Mermaid reads a hyphen in a state's name as part of an arrow. */
const nameOf = (state: string): string => state.replaceAll('-', '_');
