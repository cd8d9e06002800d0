import { ok, type Result } from '#libs/kernel';

/** Works on so many items at a time, begun in their order; answers in it too. After the first refusal, or what is thrown, nothing new is begun. */
export async function inLanes<T, R>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<Result<R>>,
): Promise<Result<readonly R[]>> {
  const done: R[] = [];
  const rest = items.entries();
  let refused: Result<never> | undefined;
  let failed = false;
  const lane = async (): Promise<void> => {
    for (const [index, item] of rest) {
      if (refused || failed) return;
      const result = await work(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
      if (result.ok) done[index] = result.value;
      else refused ??= result;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return refused ?? ok(done);
}
