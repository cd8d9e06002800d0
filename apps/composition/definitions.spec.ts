import { checkPayload } from '#libs/case-runtime';
import {
  authorise,
  destinations,
  exampleOf,
  faultsOf,
  type Actor,
  type CaseDefinition,
  type CaseSnapshot,
  type Permission,
} from '#libs/cases';
import { newId } from '#libs/kernel';
import { currentDefinitions } from './definitions';

const parties = (definition: CaseDefinition) => definition.parts.map((part) => ({ part, organisationId: `org-${part}` }));

const snapshotIn = (definition: CaseDefinition, state: string): CaseSnapshot => ({
  id: newId(),
  kind: definition.kind,
  definitionVersion: definition.version,
  organisationId: `org-${definition.owner}`,
  assetId: newId(),
  state,
  version: 1,
  data: {},
  parties: parties(definition),
  clocks: [],
});

const actorFor = (permission: Permission): Actor => {
  const [part, role] = permission.split(':') as [string, string];
  if (part === 'system') return { kind: role as 'clock', id: 'x/y/1' };
  return { kind: 'person', personId: newId(), organisationId: `org-${part}`, roles: [role], organisationRoles: [part] };
};

describe.each(currentDefinitions.map((definition) => [definition.kind, definition] as const))('%s', (_kind, definition) => {
  const states = Object.keys(definition.states);
  const commands = Object.entries(definition.commands);
  const everyone = [...new Set(commands.flatMap(([, { by }]) => by))];

  it('has no fault in its graph', () => {
    expect(faultsOf(definition)).toEqual([]);
  });

  it('walks from its opening through every state and command, and from each state to an end or back to where work goes on', () => {
    const reached = new Set<string>();
    const given = new Set<string>();
    const walk = (state: string): void => {
      if (reached.has(state)) return;
      reached.add(state);
      for (const [name, command] of commands) {
        if (!command.from.includes(state)) continue;
        given.add(name);
        destinations(command, state).forEach(walk);
      }
    };
    walk(definition.opening.to);
    expect([...reached].sort()).toEqual([...states].sort());
    expect([...given].sort()).toEqual(commands.map(([name]) => name).sort());
  });

  it('gives every command to whom it names, in the states that it names, and to nobody else anywhere', () => {
    for (const state of states) {
      for (const [name, command] of commands) {
        for (const permission of everyone) {
          const answer = authorise(definition, snapshotIn(definition, state), name, actorFor(permission));
          const expected = !command.by.includes(permission)
            ? 'case.not-permitted'
            : command.from.includes(state)
              ? 'ok'
              : expect.stringMatching(/^case\.(wrong-state|terminal)$/);
          expect(`${state} ${name} ${permission} ${answer.ok ? 'ok' : answer.refusal.code}`).toEqual(
            typeof expected === 'string'
              ? `${state} ${name} ${permission} ${expected}`
              : expect.stringMatching(/case\.(wrong-state|terminal)$/),
          );
        }
      }
    }
  });

  it('refuses the right role of an organisation that plays no part', () => {
    for (const [name, command] of commands) {
      for (const permission of command.by.filter((by) => !by.startsWith('system:'))) {
        const stranger = { ...actorFor(permission), organisationId: 'org-elsewhere' } as Actor;
        const answer = authorise(definition, snapshotIn(definition, command.from[0]!), name, stranger);
        expect(answer.ok ? 'ok' : answer.refusal.code).toBe('case.not-permitted');
      }
    }
  });

  it('has an example of every payload that passes its own check, and refuses an unknown field', () => {
    for (const fields of [definition.opening.payload, ...commands.map(([, { payload }]) => payload)]) {
      const example = exampleOf(fields);
      expect(checkPayload(fields, example)).toMatchObject({ ok: true });
      expect(checkPayload(fields, { ...example, surprise: 1 })).toMatchObject({
        ok: false,
        refusal: { code: 'payload.invalid', field: 'surprise' },
      });
    }
  });
});
