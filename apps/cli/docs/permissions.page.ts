import { permissionMatrix, type CaseDefinition } from '#libs/cases';

/** docs/permissions.md: state × role × command; a dot where the role may give the command in the state. */
export function permissionsPage(definitions: readonly CaseDefinition[]): string {
  const head = [
    '# Permission matrix',
    '',
    'Generated from the case definitions by `npm run docs:generate`; CI fails when it drifts. A role is `part:role`: the part that the person’s',
    'organisation plays in the case, and his role in that organisation.',
  ];
  return `${[...head, ...definitions.flatMap(section)].join('\n')}\n`;
}

function section(definition: CaseDefinition): string[] {
  const rows = permissionMatrix(definition);
  const roles = [...new Set(rows.flatMap(({ by }) => by))].sort();
  return [
    '',
    `## ${definition.title.zh} ${definition.title.en}`,
    '',
    `| state | command | ${roles.join(' | ')} |`,
    `| --- | --- | ${roles.map(() => ':-:').join(' | ')} |`,
    ...rows.map(
      ({ state, command, by }) => `| ${state} | ${command} | ${roles.map((role) => (by.includes(role) ? '●' : '')).join(' | ')} |`,
    ),
  ];
}
