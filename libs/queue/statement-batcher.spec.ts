import { StatementBatcher } from './statement-batcher';

const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};

describe('StatementBatcher', () => {
  it('sends what came while a statement ran as the next one, within the limit, and answers each caller with his own', async () => {
    const first = gate();
    const batches: number[][] = [];
    const batcher = new StatementBatcher<number, number>(async (items) => {
      batches.push([...items]);
      if (batches.length === 1) await first.opened;
      return items.map((item) => item * 10);
    }, 3);
    const lone = batcher.run(1);
    await Promise.resolve();
    const crowd = [2, 3, 4, 5].map((item) => batcher.run(item));
    first.open();
    expect(await Promise.all([lone, ...crowd])).toEqual([10, 20, 30, 40, 50]);
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('tells all callers of a statement that failed, and goes on with the next', async () => {
    let calls = 0;
    const batcher = new StatementBatcher<number, number>((items) =>
      ++calls === 1 ? Promise.reject(new Error('connection lost')) : Promise.resolve([...items]),
    );
    const lost = [1, 2].map((item) => batcher.run(item));
    await expect(Promise.all(lost)).rejects.toThrow('connection lost');
    await expect(lost[1]).rejects.toThrow('connection lost');
    expect(await batcher.run(3)).toBe(3);
  });

  it('does not make up answers', async () => {
    const batcher = new StatementBatcher<number, number>(() => Promise.resolve([]));
    await expect(batcher.run(1)).rejects.toThrow('a batch of 1 got 0 answers');
  });
});
