import { type CaseDefinition } from './case-definition';
import { destinations } from './destinations';

/**
 * Checks a definition as a graph and answers every fault found, as sentences; none means that it may be served.
 * Every state is reachable and, unless final, has an exit; every clock gives a command that the system may give in each state it runs in.
 */
export function faultsOf(definition: CaseDefinition<never, string> | CaseDefinition): readonly string[] {
  const of = definition as CaseDefinition;
  return [...faultsOfStates(of), ...faultsOfCommands(of), ...faultsOfClocks(of)].map((fault) => `${of.kind}: ${fault}`);
}

function faultsOfStates(definition: CaseDefinition): string[] {
  const reachable = reachableStates(definition);
  return Object.entries(definition.states).flatMap(([name, state]) => {
    const exits = Object.values(definition.commands).filter((command) => command.from.includes(name));
    const leaves = exits.some((command) => destinations(command, name).some((to) => to !== name));
    return [
      ...(reachable.has(name) ? [] : [`state «${name}» can't be reached`]),
      ...(state.final && exits.some((command) => !command.corrects && command.to !== undefined)
        ? [`state «${name}» is final but has an exit`]
        : []),
      ...(!state.final && !leaves ? [`state «${name}» has no exit`] : []),
    ];
  });
}

function reachableStates(definition: CaseDefinition): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue: string[] = [definition.opening.to];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    if (reached.has(state)) continue;
    reached.add(state);
    for (const command of Object.values(definition.commands)) {
      if (command.from.includes(state)) queue.push(...destinations(command, state));
    }
  }
  return reached;
}

function faultsOfCommands(definition: CaseDefinition): string[] {
  const unknownState = (name: string): boolean => !Object.hasOwn(definition.states, name);
  const opening = unknownState(definition.opening.to) ? [`opening leads to unknown state «${definition.opening.to}»`] : [];
  return Object.entries(definition.commands).reduce((faults, [name, command]) => {
    const named = command.from.flatMap((from) => [from, ...destinations(command, from)]);
    const states = [...new Set(named)].filter(unknownState);
    const parts = command.by
      .map((permission) => permission.split(':')[0]!)
      .filter((part) => part !== 'system' && !definition.parts.includes(part));
    return [
      ...faults,
      ...states.map((state) => `command «${name}» names unknown state «${state}»`),
      ...parts.map((part) => `command «${name}» is for unknown part «${part}»`),
      ...(command.by.length === 0 ? [`command «${name}» is for nobody`] : []),
      ...(command.corrects && !command.payload['reason'] ? [`command «${name}» corrects without a reason`] : []),
      ...(Array.isArray(command.to) && command.to.length > 1 && !command.apply
        ? [`command «${name}» leads to several states and chooses none`]
        : []),
    ];
  }, opening);
}

function faultsOfClocks(definition: CaseDefinition): string[] {
  return Object.entries(definition.clocks).flatMap(([name, clock]) => {
    const command = definition.commands[clock.then];
    if (!command) return [`clock «${name}» gives unknown command «${clock.then}»`];
    const notTaken = clock.runsIn.filter((state) => !command.from.includes(state));
    return [
      ...(command.by.includes('system:clock') ? [] : [`clock «${name}» may not give «${clock.then}»`]),
      ...notTaken.map((state) => `clock «${name}» runs in «${state}», where «${clock.then}» can't be given`),
    ];
  });
}
