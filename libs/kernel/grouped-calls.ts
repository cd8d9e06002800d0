interface Waiting<Item, Outcome> {
  readonly item: Item;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/**
 * Many small works in few calls, as a database commits in groups: while a call of a key is under way what comes for that key waits, and goes together in
 * the next. What comes alone goes at once.
 */
export class GroupedCalls<Item, Outcome> {
  /** Of the keys for which a call is under way. */
  private readonly waiting = new Map<string, Waiting<Item, Outcome>[]>();

  /**
   * @param call answers each item at its place
   * @param most items of one call
   */
  constructor(
    private readonly call: (items: readonly Item[]) => Promise<readonly Outcome[]>,
    private readonly most: number,
  ) {}

  perform(key: string, item: Item): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const waiting = { item, resolve, reject };
      const before = this.waiting.get(key);
      if (before) before.push(waiting);
      else void this.callUntilNoneWaits(key, [waiting]);
    });
  }

  private async callUntilNoneWaits(key: string, queue: Waiting<Item, Outcome>[]): Promise<void> {
    this.waiting.set(key, queue);
    while (queue.length > 0) await this.callFor(queue.splice(0, this.most));
    this.waiting.delete(key);
  }

  /** A call that throws for several is made for each alone: the fault of one item is no other's. */
  private async callFor(group: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.call(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => resolve(outcomes[index]!));
    } catch (error) {
      if (group.length === 1) group[0]!.reject(error);
      else for (const one of group) await this.callFor([one]);
    }
  }
}
