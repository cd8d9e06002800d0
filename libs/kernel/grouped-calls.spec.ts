import { setImmediate } from 'node:timers/promises';
import { GroupedCalls } from './grouped-calls';

/** Calls that end when they are told to. */
function heldCalls() {
  const made: { readonly items: readonly number[]; end(): void }[] = [];
  const calls = new GroupedCalls<number, string>(async (items) => {
    await new Promise<void>((end) => made.push({ items, end }));
    if (items.includes(13)) throw new Error('13');
    return items.map((item) => `done ${item}`);
  }, 3);
  return { calls, made };
}

describe('grouped calls', () => {
  it('take at once what comes alone, and together what comes meanwhile', async () => {
    const { calls, made } = heldCalls();
    const outcomes = Promise.all([1, 2, 3, 4, 5].map((item) => calls.perform('a', item)));
    for (const index of [0, 1, 2]) {
      made[index]!.end();
      await setImmediate();
    }
    expect(made.map(({ items }) => items)).toEqual([[1], [2, 3, 4], [5]]);
    expect(await outcomes).toEqual([1, 2, 3, 4, 5].map((item) => `done ${item}`));
  });

  it('of one key never wait for those of another', async () => {
    const { calls, made } = heldCalls();
    void calls.perform('a', 1);
    const other = calls.perform('b', 2);
    made[1]!.end();
    expect(await other).toBe('done 2');
    made[0]!.end();
  });

  it('that throw for several are made for each alone', async () => {
    const { calls, made } = heldCalls();
    const outcomes = Promise.allSettled([1, 2, 13, 4].map((item) => calls.perform('a', item)));
    for (let index = 0; index < 5; index += 1) {
      made[index]!.end();
      await setImmediate();
    }
    expect(made.map(({ items }) => items)).toEqual([[1], [2, 13, 4], [2], [13], [4]]);
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  });
});
