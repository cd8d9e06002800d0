import { destinations, lifecycleDiagram, type CaseDefinition } from '#libs/cases';

/** docs/lifecycle.md: for each kind of case its states, what they mean and their only exits, its clocks and the diagram. */
export function lifecyclePage(definitions: readonly CaseDefinition[]): string {
  const head = [
    '# Lifecycles',
    '',
    'Generated from the case definitions by `npm run docs:generate`; CI fails when it drifts. Commands in «» are given by the system alone.',
  ];
  return `${[...head, ...definitions.flatMap(section)].join('\n')}\n`;
}

function section(definition: CaseDefinition): string[] {
  const { title, kind, version, owner, parts } = definition;
  return [
    '',
    `## ${title.zh} ${title.en} (\`${kind}\`, version ${version})`,
    '',
    `Owned by the ${owner}; parts: ${parts.join(', ')}. Opened by ${definition.opening.by.join(', ')} into \`${definition.opening.to}\`.`,
    '',
    '```mermaid',
    lifecycleDiagram(definition).trimEnd(),
    '```',
    '',
    '| state | means | exits |',
    '| --- | --- | --- |',
    ...Object.entries(definition.states).map(
      ([name, { title: of, meaning }]) => `| \`${name}\` ${of.zh} | ${meaning.en} ${meaning.zh} | ${exits(definition, name)} |`,
    ),
    ...clockTable(definition),
  ];
}

function exits(definition: CaseDefinition, state: string): string {
  const given = Object.entries(definition.commands).filter(([, { from }]) => from.includes(state));
  const label = (name: string, { by }: CaseDefinition['commands'][string]): string =>
    by.every((permission) => permission.startsWith('system:')) ? `«${name}»` : name;
  const leaving = given.flatMap(([name, command]) => {
    const to = destinations(command, state).filter((target) => target !== state);
    return to.length > 0 ? [`${label(name, command)} → ${to.join(', ')}`] : [];
  });
  const staying = given.filter(([, command]) => destinations(command, state).every((target) => target === state));
  const stays = staying.length > 0 ? [`stays: ${staying.map(([name, command]) => label(name, command)).join(', ')}`] : [];
  return [...leaving, ...stays].join('<br>') || '–';
}

function clockTable({ clocks }: CaseDefinition): string[] {
  const rows = Object.entries(clocks).map(
    ([name, { title, runsIn, pausesIn = [], then, basis }]) =>
      `| \`${name}\` ${title.zh} ${title.en} | ${runsIn.join(', ')} | ${pausesIn.join(', ') || '–'} | ${then} | ${basis} |`,
  );
  return rows.length > 0 ? ['', '| clock | runs in | stands still in | then | basis |', '| --- | --- | --- | --- | --- |', ...rows] : [];
}
