import { type CaseDefinition } from './case-definition';
import { faultsOf } from './definition-check';

const state = { title: { zh: '', en: '' }, meaning: { zh: '', en: '' } };
const sound = {
  kind: 'thing',
  parts: ['hospital'],
  opening: { to: 'open' },
  states: { open: state, shut: { ...state, final: true } },
  commands: { shut: { from: ['open'], to: 'shut', by: ['hospital:it', 'system:clock'], payload: {} } },
  clocks: { limit: { runsIn: ['open'], then: 'shut' } },
};

const faults = (changes: object): readonly string[] => faultsOf({ ...sound, ...changes } as unknown as CaseDefinition);
const shut = sound.commands.shut;

describe('the check of a definition', () => {
  it('passes a sound one', () => expect(faults({})).toEqual([]));

  it.each([
    ["state «lost» can't be reached", { states: { ...sound.states, lost: { ...state, final: true } } }],
    ['state «open» has no exit', { commands: { stay: { ...shut, to: undefined } }, clocks: {}, states: { open: state } }],
    ['state «shut» is final but has an exit', { commands: { shut, open: { ...shut, from: ['shut'], to: 'open' } } }],
    ['command «shut» names unknown state «nowhere»', { commands: { shut: { ...shut, to: ['shut', 'nowhere'], apply: () => ({}) } } }],
    ['command «shut» is for unknown part «bank»', { commands: { shut: { ...shut, by: ['bank:clerk', 'system:clock'] } } }],
    ['command «mend» corrects without a reason', { commands: { shut, mend: { ...shut, corrects: true } } }],
    ['command «shut» leads to several states and chooses none', { commands: { shut: { ...shut, to: ['open', 'shut'] } } }],
    ['clock «limit» gives unknown command «fly»', { clocks: { limit: { runsIn: ['open'], then: 'fly' } } }],
    ['clock «limit» may not give «shut»', { commands: { shut: { ...shut, by: ['hospital:it'] } } }],
    ["clock «limit» runs in «shut», where «shut» can't be given", { clocks: { limit: { runsIn: ['open', 'shut'], then: 'shut' } } }],
  ])('finds: %s', (fault, changes) => expect(faults(changes)).toContain(`thing: ${fault}`));
});
