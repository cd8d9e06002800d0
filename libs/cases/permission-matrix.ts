import { type Permission } from './actor';
import { type CaseDefinition } from './case-definition';

export interface PermissionRow {
  readonly kind: string;
  readonly state: string;
  readonly command: string;
  readonly by: readonly Permission[];
}

/** state × role × command, one row a state and command; openings stand in the state `–`. */
export function permissionMatrix(definition: CaseDefinition): readonly PermissionRow[] {
  const opening = { kind: definition.kind, state: '–', command: 'open', by: definition.opening.by };
  const rows = Object.keys(definition.states).flatMap((state) =>
    Object.entries(definition.commands)
      .filter(([, command]) => command.from.includes(state))
      .map(([name, command]) => ({ kind: definition.kind, state, command: name, by: command.by })),
  );
  return [opening, ...rows];
}
