interface Waiting<Item, Answer> {
  readonly item: Item;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * Carries out many small statements as few large ones, without waiting for company: what arrives while a statement runs forms the next.
 * So a single caller pays nothing for it, and many share one round trip and one commit.
 *
 * `execute` answers in the order of its items. Where it fails, all of its callers see the error.
 */
export class StatementBatcher<Item, Answer> {
  private waiting: Waiting<Item, Answer>[] = [];
  private running = false;

  constructor(
    private readonly execute: (items: readonly Item[]) => Promise<readonly Answer[]>,
    private readonly limit = 200,
  ) {}

  run(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      // Those of the same turn of the event loop belong together.
      if (!this.running) queueMicrotask(() => void this.drain());
    });
  }

  private async drain(): Promise<void> {
    if (this.running) return;
    this.running = true;
    while (this.waiting.length > 0) await this.executeOnce(this.waiting.splice(0, this.limit));
    this.running = false;
  }

  private async executeOnce(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.execute(batch.map(({ item }) => item));
      if (answers.length !== batch.length) throw new Error(`a batch of ${batch.length} got ${answers.length} answers`);
      batch.forEach(({ resolve }, index) => resolve(answers[index] as Answer));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
