import { allOk, isRefusal, ok, orThrow, refusals, RefusalError, refuse } from './result';

describe('a refusal', () => {
  const refuseDoor = refusals({ 'door.locked': 'conflict', 'door.missing': 'not-found' });

  it('carries its code, the kind that its library gave the code, and the details', () => {
    expect(refuseDoor('door.locked', 'the door is locked', { state: 'locked', facts: { keys: 0 } })).toEqual({
      ok: false,
      refusal: { code: 'door.locked', kind: 'conflict', message: 'the door is locked', state: 'locked', facts: { keys: 0 } },
    });
  });

  it('crosses a boundary as an error and is the same behind it', () => {
    const refused = refuse('door.locked', 'conflict', 'the door is locked');
    const thrown = captured(() => orThrow(refused));
    expect(thrown).toBeInstanceOf(RefusalError);
    expect((thrown as RefusalError).refusal).toBe(refused.refusal);
    expect((thrown as RefusalError).message).toBe('door.locked: the door is locked');
  });

  it('is told by its shape, also after JSON', () => {
    const { refusal } = refuseDoor('door.missing', 'no door');
    expect(isRefusal(JSON.parse(JSON.stringify(refusal)))).toBe(true);
    for (const other of [null, undefined, 'door.missing', new Error('no'), { code: 'x', message: 'y', kind: 'other' }])
      expect(isRefusal(other)).toBe(false);
  });
});

describe('results together', () => {
  it('are all the values in order', () => expect(allOk([ok(1), ok(2)])).toEqual(ok([1, 2])));

  it('are the first refusal if there is one', () => {
    const [first, second] = [refuse('a', 'invalid', 'a'), refuse('b', 'invalid', 'b')];
    expect(allOk([ok(1), first, second])).toBe(first);
  });
});

function captured(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
